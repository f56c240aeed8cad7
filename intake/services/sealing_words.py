"""What staff write may hold health words: it is sealed like what a patient writes."""

from __future__ import annotations

import json
from typing import Any

from intake.keys import private_keys, public_keys
from intake.sealing import SealingError, open_sealed, seal


def seal_words(words: dict[str, Any], place: str) -> str:
    """Return words sealed for one place."""
    return seal(json.dumps(words, ensure_ascii=False).encode(), bound_to=place, keys=public_keys())


def open_words(sealed: str, place: str) -> dict[str, Any]:
    """Return the words sealed at one place; none when nothing is there, or it was purged.

    Raises SealingError when they cannot be opened.
    """
    if not sealed:
        return {}
    words = json.loads(open_sealed(sealed, bound_to=place, keys=private_keys()))
    if not isinstance(words, dict):
        raise SealingError("holds something other than words")
    return words
