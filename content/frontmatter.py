"""The head of a page file: what a page must say about itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frontmatter
import pydantic
import yaml
from frontmatter.default_handlers import YAMLHandler

from content.claims import Certainty
from content.entries import Part
from content.faults import ContentError, NoDuplicates, first_fault, read_text, yaml_fault
from content.yaml_lines import line_at

TITLE_LENGTH = 70  # what a search engine shows of a title

_FACT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Status(Part):
    """The status box of a treatment: its standing before any benefit is spoken of."""

    fda: str = pydantic.Field(min_length=1)
    guideline: str = pydantic.Field(min_length=1)
    certainty: Certainty
    certainty_note: str = ""
    risks: str = pydantic.Field(min_length=1)


class Head(Part):
    """The front matter of a page. Texts are markdown of one line and may carry citations."""

    title: str = pydantic.Field(min_length=1, max_length=TITLE_LENGTH)
    summary: str = pydantic.Field(min_length=1, max_length=300)
    description: str = pydantic.Field(min_length=1, max_length=160)
    section: str = pydantic.Field(min_length=1)
    order: int = 100
    hub: bool = False
    key_takeaways: tuple[str, ...] = ()
    status: Status | None = None
    sources_checked: dt.date | None = None
    reviewed: dt.date | None = None
    reviewed_by: str | None = None
    next_review: dt.date
    references: tuple[str, ...] = ()
    show_faq: bool = False
    show_callback: bool = False
    leave_bar: bool = False
    related: tuple[str, ...] = ()
    #: Sentences that may hold words like "cure", because they deny or quote them; word for word.
    allowed_sentences: tuple[str, ...] = ()

    @pydantic.model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Head:
        if (self.reviewed is None) != (self.reviewed_by is None):
            raise ValueError("give both reviewed and reviewed_by, or neither")
        return self


def read_head(path: Path, facts: Mapping[str, str] | None = None) -> tuple[Head, str, int]:
    """Return the front matter of a page file, its markdown, and the line the markdown begins on.

    Each `{{fact}}` is replaced by that fact about the clinic. Raises ContentError with file and
    line, also for a fact that is unknown or empty.
    """
    facts = facts or {}
    text = read_text(path)
    _check_facts(path, text, facts)
    try:
        values, body = frontmatter.parse(text, handler=_Handler())
    except yaml.YAMLError as error:
        raise ContentError(path, *yaml_fault(error, first_line=1)) from None
    if not values:
        raise ContentError(path, 1, "begins with no front matter between two lines of ---")
    try:
        head = Head.model_validate(_filled(values, facts))
    except pydantic.ValidationError as error:
        head_text = text.split("---", 2)[1]
        line = line_at(head_text, error.errors()[0]["loc"])
        raise ContentError(path, line, first_fault(error)[1]) from None
    body_line = text[: text.rindex(body)].count("\n") + 1 if body else 1
    return head, _filled(body, facts), body_line


class _Handler(YAMLHandler):
    def load(self, fm: str, **kwargs: Any) -> Any:
        """Read YAML in which no key stands twice."""
        return yaml.load(fm, Loader=NoDuplicates)  # noqa: S506 (a SafeLoader underneath)


def _check_facts(path: Path, text: str, facts: Mapping[str, str]) -> None:
    for found in _FACT.finditer(text):
        if not facts.get(found[1]):
            line = text.count("\n", 0, found.start()) + 1
            raise ContentError(path, line, f"{found[0]} is unknown or empty in the clinic file")


def _filled(value: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _FACT.sub(lambda found: facts[found[1]], value)
    if isinstance(value, dict):
        return {key: _filled(part, facts) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, facts) for part in value]
    return value
