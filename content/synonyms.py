"""The words that readers use beside those of our pages (`synonyms.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pydantic
import yaml

from content.faults import ContentError, NoDuplicates, first_fault, line_of, read_text, yaml_fault
from content.library import ROOT


class Synonyms(pydantic.BaseModel):
    """`same` holds groups of words and phrases that mean much the same.

    `pages` holds, by the slug of a page, further words by which readers look for that page.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    same: tuple[tuple[str, ...], ...] = ()
    pages: Mapping[str, tuple[str, ...]] = {}


def load_synonyms(path: Path) -> Synonyms:
    """Read the file. Raises ContentError with file and line."""
    text = read_text(path)
    try:
        raw = yaml.load(text, Loader=NoDuplicates) or {}  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    try:
        return Synonyms.model_validate(raw)
    except pydantic.ValidationError as error:
        key, what = first_fault(error)
        raise ContentError(path, line_of(key, text), what) from None


@cache
def synonyms() -> Synonyms:
    """Return the synonyms of this release."""
    return load_synonyms(ROOT / "synonyms.yaml")
