"""Lines that people can call, text or chat with: how to reach them, and when that was last checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

import pydantic

from content.entries import Part, read_mapping
from content.faults import ContentError, first_fault, read_text

#: A line that nobody has tried for longer than this many days may have changed its number or hours.
CHECKED_WITHIN_DAYS = 180


class Contact(Part):
    """One way to reach a line.

    `number` is written as people read it; for a chat it is the address without https://.
    `word` is what to text, `then` what to do when the call is answered.
    """

    kind: Literal["call", "text", "tty", "chat"]
    number: str
    word: str = ""
    then: str = ""

    @pydantic.model_validator(mode="after")
    def _can_be_reached(self) -> Contact:
        if self.kind == "chat":
            if not re.fullmatch(r"[\w.-]+\.[a-z]+(/\S*)?", self.number, re.IGNORECASE):
                raise ValueError("write the address of a chat without https://, like 988lifeline.org")
        elif not re.fullmatch(r"\d{3,6}|(1-)?\d{3}-\d{3}-\d{4}", self.number):
            raise ValueError("write a number in digits, like 988, 741741 or 800-555-0100")
        return self

    @property
    def href(self) -> str:
        """The link that calls, texts or opens the chat (RFC 3966, RFC 5724)."""
        if self.kind == "chat":
            return f"https://{self.number}"
        digits = re.sub(r"\D", "", self.number)
        if len(digits) >= 10:
            digits = f"+1{digits[-10:]}"
        return f"{'sms' if self.kind == 'text' else 'tel'}:{digits}"


class Helpline(Part):
    """One line. `source` names the references; `checked` is the day on which they were last read."""

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
        """Tell whether the line was last checked too long ago."""
        return (today - self.checked).days > CHECKED_WITHIN_DAYS


class Helplines(Part):
    """All lines by id, and the groups in which pages show them."""

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
        """Return the lines of a group, or the one line of that id; none when there is neither."""
        return tuple(self.lines[one] for one in self.groups.get(name, (name,)) if one in self.lines)


def load_helplines(path: Path, references: Collection[str]) -> Helplines:
    """Read the lines, whose sources must stand in `references`. Raises ContentError with the line."""
    raw, text = read_mapping(path)
    try:
        found = Helplines.model_validate({key: _with_text_keys(values) for key, values in raw.items()})
    except pydantic.ValidationError as error:
        key, what = first_fault(error)
        raise ContentError(path, _line(key, text), what) from None
    for name, line in found.lines.items():
        for source in line.source:
            if source not in references:
                what = f"{name}: its source {source} is not in references.yaml; add it there"
                raise ContentError(path, line_of_helpline(path, name), what)
    return found


def line_of_helpline(path: Path, name: str) -> int:
    """Return the line of the file on which a help line begins."""
    return _line(f"lines.{name}", read_text(path))


def _with_text_keys(values: Any) -> Any:
    """Take 988 and "988" for the same id: YAML reads the first as a number."""
    if isinstance(values, dict):
        return {
            str(key): [str(part) for part in value] if isinstance(value, list) else value
            for key, value in values.items()
        }
    return values


def _line(key: str, text: str) -> int:
    """Return the line of an entry below `lines:` or `groups:`, or of that key, or else 1."""
    section, _, rest = key.partition(".")
    name = rest.split(".")[0]
    inside, first = False, 1
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith((" ", "#")) and line.strip():
            inside = line.startswith(f"{section}:")
            first = number if inside else first
        elif inside and name and re.match(rf"""\s+["']?{re.escape(name)}["']?:""", line):
            return number
    return first
