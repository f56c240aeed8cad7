"""Synonyms and search terms (`synonyms.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pydantic
import yaml

from content.errors import ContentError, first_error, line_of, load_yaml, read_text, yaml_error
from content.library import ROOT


class Synonyms(pydantic.BaseModel):
    """The contents of `synonyms.yaml`.

    `same` contains groups of words and phrases with similar meanings. `distress` contains phrases of
    people who may need help now. `pages` maps slugs to additional search terms for the page.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    same: tuple[tuple[str, ...], ...] = ()
    distress: tuple[tuple[str, ...], ...] = ()
    pages: Mapping[str, tuple[str, ...]] = {}


def load_synonyms(path: Path) -> Synonyms:
    """Load the file. Raises ContentError with the file and line."""
    text = read_text(path)
    try:
        raw = load_yaml(text) or {}
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_error(error, first_line=1)) from None
    try:
        return Synonyms.model_validate(raw)
    except pydantic.ValidationError as error:
        key, what = first_error(error)
        raise ContentError(path, line_of(key, text), what) from None


@cache
def synonyms() -> Synonyms:
    """Return the shipped synonyms."""
    return load_synonyms(ROOT / "search" / "synonyms.yaml")
