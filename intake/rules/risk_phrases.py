"""Risk phrases: a person who writes one is shown crisis help before their request is sent.

This is not a screening tool: it matches a list of phrases and misses everything else. It is off
until a clinician has signed off on the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from clinic_site.core.trusted_files import UntrustedFileError, read_trusted

_APOSTROPHE = re.compile("[\u2019\u2018\u02bc']")
_WORD = re.compile(r"\w+")


class RiskListError(Exception):
    """The list cannot be used; the message says why."""


def are_mentioned(texts: Iterable[str]) -> bool:
    """Return whether one of `texts` contains a phrase on the list; always False while switched off."""
    if not settings.RISK_INTERRUPTION:
        return False
    pattern = _pattern(settings.RISK_PHRASES_FILE)
    return any(pattern.search(_plain(text)) for text in texts)


def check() -> None:
    """Raise RiskListError if the interruption is on and the list is unsigned, unreadable, or empty."""
    if not settings.RISK_INTERRUPTION:
        return
    if not settings.RISK_LIST_SIGNED_BY.strip():
        raise RiskListError(
            "RISK_INTERRUPTION is on, but nobody has signed off on the list. Set RISK_LIST_SIGNED_BY to the "
            "name of the clinician who reviewed it."
        )
    _pattern(settings.RISK_PHRASES_FILE)


@cache
def _pattern(path: Path) -> re.Pattern[str]:
    try:
        lines = read_trusted(path, secret=False).decode("utf-8").splitlines()
    except (OSError, UntrustedFileError, UnicodeDecodeError) as error:
        raise RiskListError(f"RISK_PHRASES_FILE {path} cannot be read: {error}") from None
    phrases = [_plain(line) for line in lines if not line.startswith("#") and _plain(line).strip()]
    if not phrases:
        raise RiskListError(f"RISK_PHRASES_FILE {path} contains no phrases.")
    return re.compile("|".join(re.escape(phrase) for phrase in phrases))


def _plain(text: str) -> str:
    """Return the words of a text in lower case, each surrounded by one space; "don’t" becomes "dont"."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return f" {' '.join(_WORD.findall(_APOSTROPHE.sub('', letters)))} "
