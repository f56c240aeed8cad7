"""References: what a person reads out on the phone. Crockford base 32, in two groups."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_reference() -> str:
    """Return a fresh random reference, like 7K4M-2QXD (40 bits)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def normal_reference(text: str) -> str:
    """Return a reference as it is stored from one as a person writes it; empty if it is none."""
    signs = "".join(sign for sign in text.upper().translate(_LOOKALIKES) if sign.isalnum())
    if len(signs) != 8 or any(sign not in ALPHABET for sign in signs):
        return ""
    return f"{signs[:4]}-{signs[4:]}"
