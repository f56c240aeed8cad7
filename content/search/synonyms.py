"""Synonyms and search terms: `synonyms.yaml`, and `es/synonyms.yaml` for another language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pydantic
from django.conf import settings

from clinic_site.core.languages import codes, prefix_of
from content.data.entries import DataModel
from content.files import read_yaml, validation_error
from content.library import ROOT
from content.search.distress import Phrase, phrase


class Synonyms(DataModel):
    """The contents of `synonyms.yaml`.

    `same` contains groups of words and phrases with similar meanings. `distress` contains phrases of
    people who may need help now. `pages` maps slugs to additional search terms for the page. `asked` maps
    slugs and URL names to what people type who need the page, each a document of its own.
    """

    same: tuple[tuple[str, ...], ...] = ()
    distress: tuple[tuple[str, ...], ...] = ()
    pages: Mapping[str, tuple[str, ...]] = {}
    asked: Mapping[str, tuple[str, ...]] = {}


def load_synonyms(path: Path) -> Synonyms:
    """Load the file. Raises ContentError with the file and line."""
    raw, text = read_yaml(path)
    try:
        return Synonyms.model_validate(raw or {})
    except pydantic.ValidationError as error:
        raise validation_error(path, text, error) from None


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
