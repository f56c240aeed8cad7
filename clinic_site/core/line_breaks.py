"""Keep line breaks out of times, phone numbers and references."""

from __future__ import annotations

import re

_TIME = re.compile(r"\d\s[ap]\.\s?m\.")
_SPACE_IN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
_HYPHEN_IN_NUMBER = re.compile(r"(?<=[\dA-Z])-(?=[\dA-Z])")


def unbroken_times(text: str) -> str:
    """Return text in which no line breaks between an hour and its "a.m." or "p. m."."""
    return _TIME.sub(lambda time: re.sub(r"\s", "\N{NO-BREAK SPACE}", time[0]), text)


def unbroken(text: str) -> str:
    """Return text in which no line breaks inside a time, a phone number, or a reference like 7K4M-2QXD."""
    text = _SPACE_IN_NUMBER.sub("\N{NO-BREAK SPACE}", unbroken_times(text))
    return _HYPHEN_IN_NUMBER.sub("-\N{WORD JOINER}", text)
