"""References: what a person reads out on the phone. Crockford base 32, in two groups."""

from __future__ import annotations

import secrets

from intake import crockford

_LENGTH = 8


def new_reference() -> str:
    """Return a fresh random reference, like 7K4M-2QXD (40 bits)."""
    return crockford.grouped(crockford.encode(secrets.token_bytes(_LENGTH * 5 // 8)))


def normal_reference(text: str) -> str:
    """Return a reference as it is stored from one as a person writes it; empty if it is none."""
    signs = crockford.normal(text)
    return crockford.grouped(signs) if len(signs) == _LENGTH else ""
