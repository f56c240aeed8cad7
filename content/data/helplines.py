"""Help lines to call, text, or chat with, and when each was last checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

import pydantic

from content.data.entries import DataModel, read_mapping
from content.errors import ContentError
from content.files import line_at, read_text, validation_error

#: After this many days without a check, a line's number or hours may have changed.
CHECKED_WITHIN_DAYS = 180


class Contact(DataModel):
    """One way to reach a help line.

    `number` is formatted for readers; for a chat it is the URL without https://. `word` is what to
    text, `then` is what to do when the call is answered.
    """

    kind: Literal["call", "text", "tty", "chat"]
    number: str
    word: str = ""
    then: str = ""

    @pydantic.model_validator(mode="after")
    def _can_be_reached(self) -> Contact:
        if self.kind == "chat":
            if not re.fullmatch(r"[\w.-]+\.[a-z]+(/\S*)?", self.number, re.IGNORECASE):
                raise ValueError("write the URL of a chat without https://, like 988lifeline.org")
        elif not re.fullmatch(r"\d{3,6}|(1-)?\d{3}-\d{3}-\d{4}", self.number):
            raise ValueError("write a number in digits, like 988, 741741 or 800-555-0100")
        return self

    @property
    def href(self) -> str:
        """The URL that calls, texts, or opens the chat (RFC 3966, RFC 5724)."""
        if self.kind == "chat":
            return f"https://{self.number}"
        digits = re.sub(r"\D", "", self.number)
        if len(digits) >= 10:
            digits = f"+1{digits[-10:]}"
        return f"{'sms' if self.kind == 'text' else 'tel'}:{digits}"


class Helpline(DataModel):
    """A help line. `source` contains ids of references, `checked` is when they were last read."""

    name: str = pydantic.Field(min_length=1)
    numbers: tuple[Contact, ...] = pydantic.Field(min_length=1)
    what: str = pydantic.Field(min_length=1)
    hours: str = ""
    languages: str = ""
    note: str = ""
    source: tuple[str, ...] = pydantic.Field(min_length=1)
    checked: dt.date

    @pydantic.field_validator("source", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    def is_stale(self, today: dt.date) -> bool:
        """Return whether the last check is more than CHECKED_WITHIN_DAYS ago."""
        return (today - self.checked).days > CHECKED_WITHIN_DAYS


class Helplines(DataModel):
    """All help lines by id, and the groups in which pages show them."""

    lines: dict[str, Helpline] = {}
    groups: dict[str, tuple[str, ...]] = {}

    @pydantic.model_validator(mode="after")
    def _groups_name_lines(self) -> Helplines:
        for group, names in self.groups.items():
            if group in self.lines:
                raise ValueError(f"{group!r} is a line and a group; rename one of them")
            for name in names:
                if name not in self.lines:
                    raise ValueError(f"the group {group!r} names {name!r}, which is not among the lines")
        return self

    def named(self, name: str) -> tuple[Helpline, ...]:
        """Return the lines of a group, or the line with that id. Unknown names return no lines."""
        return tuple(self.lines[one] for one in self.groups.get(name, (name,)) if one in self.lines)


def load_helplines(path: Path, references: Collection[str]) -> Helplines:
    """Load the lines, which may cite only `references`. Raises ContentError with the file and line."""
    raw, text = read_mapping(path)
    try:
        found = Helplines.model_validate({key: _with_text_keys(values) for key, values in raw.items()})
    except pydantic.ValidationError as error:
        raise validation_error(path, text, error) from None
    for name, line in found.lines.items():
        for source in line.source:
            if source not in references:
                what = f"{name}: its source {source} is not in references.yaml; add it there"
                raise ContentError(path, line_of_helpline(path, name), what)
    return found


def line_of_helpline(path: Path, name: str) -> int:
    """Return the line number in the file at which a help line begins."""
    return line_at(read_text(path), ["lines", name])


def _with_text_keys(values: Any) -> Any:
    """Return the mapping with string keys: YAML reads an id like 988 as a number."""
    if isinstance(values, dict):
        return {
            str(key): [str(part) for part in value] if isinstance(value, list) else value
            for key, value in values.items()
        }
    return values
