"""Synonyms and search terms: `synonyms.yaml`, and `es/synonyms.yaml` for another language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pydantic
import yaml
from django.conf import settings

from clinic_site.core.languages import codes, prefix_of
from content.errors import ContentError, first_error, line_of, load_yaml, read_text, yaml_error
from content.library import ROOT
from content.search.distress import Phrase, phrase


class Synonyms(pydantic.BaseModel):
    """The contents of `synonyms.yaml`.

    `same` contains groups of words and phrases with similar meanings. `distress` contains phrases of
    people who may need help now. `pages` maps slugs to additional search terms for the page. `asked` maps
    slugs and URL names to what people type who need the page, each a text of its own.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    same: tuple[tuple[str, ...], ...] = ()
    distress: tuple[tuple[str, ...], ...] = ()
    pages: Mapping[str, tuple[str, ...]] = {}
    asked: Mapping[str, tuple[str, ...]] = {}


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
def synonyms(language: str = settings.LANGUAGE_CODE) -> Synonyms:
    """Return the shipped synonyms of a language, or none if it has no file."""
    path = ROOT / "search" / prefix_of(language).strip("/") / "synonyms.yaml"
    return load_synonyms(path) if path.is_file() else Synonyms()


@cache
def distress_phrases() -> tuple[Phrase, ...]:
    """Return the phrases of people who may need help now, in every language of the site.

    People write in their own language on any page.
    """
    return tuple(phrase(text) for code in codes() for group in synonyms(code).distress for text in group)
