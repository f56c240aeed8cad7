"""Exceptions for errors in content files, and messages for editors."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import pydantic

#: Instructions for editors, by pydantic error type.
_PLAIN = {
    "missing": "is missing; add it",
    "string_type": "write text here, in quotation marks if it contains a colon",
    "string_too_long": "has more than {max_length} characters; shorten it",
    "string_too_short": "is empty; fill it in",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_type": "write a date like 2026-11-25",
    "date_parsing": "write a date like 2026-11-25",
    "date_from_datetime_parsing": "write a date like 2026-11-25",
    "date_from_datetime_inexact": "write a date like 2026-11-25",
    "literal_error": "write one of: {expected}",
    "tuple_type": "write a list: each entry on its own line, after two spaces, a hyphen, and a space",
    "list_type": "write a list: each entry on its own line, after two spaces, a hyphen, and a space",
    "too_short": "write at least {min_length} of them",
    "dict_type": "write its parts below it, each on its own line as `key: value`, indented by two spaces",
    "model_type": "write its parts below it, each on its own line as `key: value`, indented by two spaces",
    "greater_than_equal": "write a number of at least {ge}",
}


class ContentError(Exception):
    """An error in a content file. The message names the file, the line, and the fix."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}")


class MarkupError(Exception):
    """An error in the markup of a page. The caller adds the file and line with a ContentError."""


def message_for(error: pydantic.ValidationError) -> str:
    """Return a message for editors about the first error that pydantic found."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key!r} is not a known key; remove it or fix its spelling"
    if plain := _PLAIN.get(first["type"]):
        what = plain.format_map(first.get("ctx", {}))
    else:  # not a format string: it may quote the file, including braces
        what = first["msg"].removeprefix("Value error, ")
    return f"{key}: {what}" if key else what


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the known name closest to `name`, or "" if none is close."""
    found = get_close_matches(name, list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""
