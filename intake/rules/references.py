"""References that a person reads out on the phone: Crockford base 32, in two groups."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from clinic_site.core import crockford

_LENGTH = 8


def new_reference() -> str:
    """Return a new random reference, like 7K4M-2QXD (40 bits)."""
    return crockford.grouped(crockford.encode(secrets.token_bytes(_LENGTH * 5 // 8)))


def normal_reference(text: str) -> str:
    """Return a typed reference in the form in which it is stored, or "" if it can't be a reference."""
    characters = crockford.normalize(text)
    return crockford.grouped(characters) if len(characters) == _LENGTH else ""


def references_in(texts: Iterable[str]) -> list[str]:
    """Return the references among `texts`, in the form in which they are stored."""
    return list(filter(None, map(normal_reference, texts)))
