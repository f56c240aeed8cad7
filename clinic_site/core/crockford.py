"""Codes that people write down and read out: Crockford's Base32, in groups of four characters.

Source: Douglas Crockford, "Base 32" (crockford.com/base32.html), without its check symbol.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS = frozenset(ALPHABET)
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BITS = 5
_GROUP = 4  # characters
_MAX_INPUT = 300  # characters, including separators


def encode(data: bytes) -> str:
    """Return `data` encoded, most significant bits first, padded with zero bits."""
    length = -(-len(data) * 8 // _BITS)
    number = int.from_bytes(data, "big") << (length * _BITS - len(data) * 8)
    return "".join([ALPHABET[number >> _BITS * position & 31] for position in reversed(range(length))])


def grouped(code: str) -> str:
    """Return a code in groups of four characters, separated by hyphens."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normalize(text: str) -> str:
    """Return the canonical form of a typed code: any case, spaces or hyphens, O for 0, I or L for 1.

    Empty if `text` contains other letters or is too long to be a code.
    """
    if len(text) > _MAX_INPUT:
        return ""
    code = "".join(filter(str.isalnum, text.upper().translate(_LOOKALIKES)))
    return code if _CHARACTERS.issuperset(code) else ""
