"""Codes that people write down and read out: Crockford's base 32, in groups of four.

Source: Douglas Crockford, "Base 32" (crockford.com/base32.html), without its check symbol.
"""

from __future__ import annotations

import textwrap

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BITS = 5
_LONGEST_WRITTEN = 300  # with every gap that a person might leave


def encode(data: bytes) -> str:
    """Return `data` as signs, most significant first, padded to whole signs with zero bits."""
    length = -(-len(data) * 8 // _BITS)
    number = int.from_bytes(data, "big") << (length * _BITS - len(data) * 8)
    return "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(length)))


def grouped(signs: str) -> str:
    """Return signs in groups of four with hyphens between."""
    return "-".join(textwrap.wrap(signs, 4))


def normal(text: str) -> str:
    """Return the signs of a code as a person wrote it: any case, gaps or hyphens, O for 0, I or L for 1.

    Empty when it holds a sign that no code has, or is longer than any code is written.
    """
    if len(text) > _LONGEST_WRITTEN:
        return ""
    signs = "".join(sign for sign in text.upper().translate(_LOOKALIKES) if sign.isalnum())
    return signs if all(sign in ALPHABET for sign in signs) else ""
