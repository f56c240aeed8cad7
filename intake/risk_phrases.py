"""Phrases at which a person is shown help before their request is sent.

This is no screening: it finds the words on a list and misses everything said in other words.
It is switched off until a clinician has signed the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

_APOSTROPHE = re.compile("[\u2019\u2018\u02bc']")
_WORD = re.compile(r"\w+")


class RiskListError(Exception):
    """The list cannot be used; the text says why."""


def are_mentioned(texts: Iterable[str]) -> bool:
    """Return whether a phrase of the list stands in one of `texts`; never while switched off."""
    if not settings.RISK_INTERRUPTION:
        return False
    pattern = _pattern(settings.RISK_PHRASES_FILE)
    return any(pattern.search(_plain(text)) for text in texts)


def check() -> None:
    """Raise RiskListError when the interruption is on and the list is unsigned, unreadable or empty."""
    if not settings.RISK_INTERRUPTION:
        return
    if not settings.RISK_LIST_SIGNED_BY.strip():
        raise RiskListError(
            "RISK_INTERRUPTION is on, and nobody has signed the list. Set RISK_LIST_SIGNED_BY to the name "
            "of the clinician who reviewed it."
        )
    _pattern(settings.RISK_PHRASES_FILE)


@cache
def _pattern(path: Path) -> re.Pattern[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RiskListError(f"RISK_PHRASES_FILE {path} cannot be read: {error}") from None
    phrases = [_plain(line) for line in lines if not line.startswith("#") and _plain(line).strip()]
    if not phrases:
        raise RiskListError(f"RISK_PHRASES_FILE {path} holds no phrase.")
    return re.compile("|".join(re.escape(phrase) for phrase in phrases))


def _plain(text: str) -> str:
    """Return a text as its words in lower case with one space around each; don’t is dont."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return f" {' '.join(_WORD.findall(_APOSTROPHE.sub('', letters)))} "
