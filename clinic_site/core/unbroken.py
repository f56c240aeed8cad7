"""Text whose lines break only where people can read on."""

from __future__ import annotations

import re

_TIME = re.compile(r"\d\s[ap]\.\s?m\.")


def unbroken_times(text: str) -> str:
    """Return text in which no line ends between an hour and its "a.m." or "p. m."."""
    return _TIME.sub(lambda time: re.sub(r"\s", "\N{NO-BREAK SPACE}", time[0]), text)
