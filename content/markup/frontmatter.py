"""The front matter of page files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic
import yaml

from content.data.claims import Certainty
from content.data.entries import DataModel
from content.errors import ContentError
from content.files import load_yaml, read_text, validation_error, yaml_error

TITLE_LENGTH = 70  # search engines cut off longer titles

_PARTS = re.compile(r"\s*---[ \t]*\n(?P<metadata>(?:[^\n]*\n)*?)---[ \t]*(?:\n|\Z)(?P<body>.*)", re.DOTALL)
_FACT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# What may begin a link, a heading, an include or a block; in a fact, it must not.
_MARKUP = re.compile(r"[\[\]{}<>#`\\]|:{2,}")


class TreatmentStatus(DataModel):
    """The status box of a treatment, which pages show before any benefit is mentioned."""

    fda: str = pydantic.Field(min_length=1)
    guideline: str = pydantic.Field(min_length=1)
    certainty: Certainty
    certainty_note: str = ""
    risks: str = pydantic.Field(min_length=1)


class Metadata(DataModel):
    """The front matter of a page. Texts are inline Markdown and may contain citations.

    Lengths are limited as written in the file: a long name of a clinic must not be an error.
    """

    title: str = pydantic.Field(min_length=1, max_length=TITLE_LENGTH)
    summary: str = pydantic.Field(min_length=1, max_length=300)
    description: str = pydantic.Field(min_length=1, max_length=160)
    section: str = pydantic.Field(min_length=1)
    #: The page's name in its address, in languages other than English.
    slug: str | None = pydantic.Field(default=None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    #: Who has checked a page that was translated from English.
    translation_reviewed_by: str | None = None
    order: int = 100
    hub: bool = False
    key_takeaways: tuple[str, ...] = ()
    status: TreatmentStatus | None = None
    sources_checked: dt.date | None = None
    reviewed: dt.date | None = None
    reviewed_by: str | None = None
    next_review: dt.date
    references: tuple[str, ...] = ()
    show_faq: bool = False
    show_callback: bool = False
    leave_bar: bool = False
    related: tuple[str, ...] = ()
    #: Sentences, verbatim, that may contain words like "cure" because they deny or quote them.
    allowed_sentences: tuple[str, ...] = ()

    @pydantic.model_validator(mode="after")
    def _has_reviewer(self) -> Metadata:
        if (self.reviewed is None) != (self.reviewed_by is None):
            raise ValueError("give both reviewed and reviewed_by, or neither")
        return self


def read_front_matter(path: Path, facts: Mapping[str, str] | None = None) -> tuple[Metadata, str, int]:
    """Return the front matter of a page file, its Markdown, and the line on which that begins.

    `facts` are the facts about the clinic that replace `{{fact}}`. Raises ContentError with the file
    and line, also if a fact is unknown or empty.
    """
    facts = facts or {}
    text = read_text(path)
    _check_facts(path, text, facts)
    parts = _PARTS.match(text)
    if not parts:
        raise ContentError(path, 1, "does not begin with front matter between two lines of ---")
    try:
        values = load_yaml(parts["metadata"])
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_error(error, first_line=2)) from None
    if not isinstance(values, dict):
        raise ContentError(path, 1, "does not begin with front matter between two lines of ---")
    try:
        metadata = _filled(Metadata.model_validate(values), facts)
    except pydantic.ValidationError as error:
        raise validation_error(path, "\n" + parts["metadata"], error) from None
    body = parts["body"]
    start = parts.start("body") + len(body) - len(body.lstrip())
    body_line = text.count("\n", 0, start) + 1 if body.strip() else 1
    return metadata, _filled(body.strip(), facts), body_line


def _check_facts(path: Path, text: str, facts: Mapping[str, str]) -> None:
    for found in _FACT.finditer(text):
        if not facts.get(found[1]):
            line = text.count("\n", 0, found.start()) + 1
            raise ContentError(path, line, f"{found[0]} is unknown or empty in the clinic file")


def _filled(value: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _FACT.sub(lambda found: _MARKUP.sub("", facts[found[1]]), value)
    if isinstance(value, tuple):
        return tuple(_filled(part, facts) for part in value)
    if isinstance(value, DataModel):
        fields = {name: _filled(getattr(value, name), facts) for name in type(value).model_fields}
        return value.model_copy(update=fields)
    return value
