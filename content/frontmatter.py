"""The head of a page file: what a page must say about itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import frontmatter
import pydantic
import yaml

from content.faults import ContentError, first_fault, line_of

Certainty = Literal["high", "moderate", "low", "very low", "none"]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Status(_Part):
    """The status box of a treatment: its standing before any benefit is spoken of."""

    fda: str = pydantic.Field(min_length=1)
    guideline: str = pydantic.Field(min_length=1)
    certainty: Certainty
    certainty_note: str = ""
    risks: str = pydantic.Field(min_length=1)


class Head(_Part):
    """The front matter of a page. Texts are markdown of one line and may carry citations."""

    title: str = pydantic.Field(min_length=1, max_length=70)
    summary: str = pydantic.Field(min_length=1, max_length=300)
    description: str = pydantic.Field(min_length=1, max_length=160)
    section: str = pydantic.Field(min_length=1)
    order: int = 100
    key_takeaways: tuple[str, ...] = ()
    status: Status | None = None
    sources_checked: dt.date | None = None
    reviewed: dt.date | None = None
    reviewed_by: str | None = None
    next_review: dt.date
    references: tuple[str, ...] = ()
    show_faq: bool = False
    show_callback: bool = False
    related: tuple[str, ...] = ()

    @pydantic.model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Head:
        if (self.reviewed is None) != (self.reviewed_by is None):
            raise ValueError("give both reviewed and reviewed_by, or neither")
        return self


def read_head(path: Path) -> tuple[Head, str, int]:
    """Return the front matter of a page file, its markdown, and the line the markdown begins on.

    Raises ContentError with file and line.
    """
    text = path.read_text(encoding="utf-8")
    try:
        values, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(path, mark.line + 2 if mark else 1, "the front matter is not valid YAML") from None
    if not values:
        raise ContentError(path, 1, "begins with no front matter between two lines of ---")
    try:
        head = Head.model_validate(values)
    except pydantic.ValidationError as error:
        key, what = first_fault(error)
        raise ContentError(path, line_of(key, text), what) from None
    body_line = text[: text.rindex(body)].count("\n") + 1 if body else 1
    return head, body, body_line
