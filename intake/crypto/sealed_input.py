"""Form input sealed into an address, so that the page that shows it is an ordinary GET page.

The input is encrypted with AES-SIV (RFC 5297) under a key derived from SECRET_KEY, so an address can be
neither read nor forged. It is padded, because the length of an address must not reveal whether someone
answered "yes" or "no", and it expires. Nothing is stored.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.utils.crypto import salted_hmac

from intake.crypto import base64url

LIFETIME = dt.timedelta(minutes=15)
# Characters. gunicorn accepts a request line of 8,190 bytes, nginx one of 8 KB, and some CDNs 8,192. This
# is enough for about 10,000 characters of English, or for 1,000 of any script.
MAX_LENGTH = 7000
# Typed text compresses to about a fifth. A megabyte of one repeated letter would fit into a short address,
# and each request for that address would be answered with a page of megabytes.
_MOST_COMPRESSED = 10
_BLOCK = 256  # the padding, in bytes

Input = dict[str, list[str]]


class InputGone(Exception):
    """An address was never issued, or has expired."""


class InputTooLong(Exception):
    """The input doesn't fit into an address."""


def seal_input(purpose: str, typed: Input, now: dt.datetime, longest: int = MAX_LENGTH) -> str:
    """Return `typed` as a code for an address. Only `open_input` with the same purpose reads it.

    Raises InputTooLong if the code would have more than `longest` characters, or the input more than ten
    times as many.
    """
    content = {"at": int(now.timestamp()), "salt": secrets.token_hex(8), "typed": typed}
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(plain) > _MOST_COMPRESSED * longest:
        raise InputTooLong
    packed = zlib.compress(plain, 9)
    sealed = _cipher(purpose).encrypt(packed + b"\0" * (-len(packed) % _BLOCK), None)
    code = base64url.encode(sealed)
    if len(code) > longest:
        raise InputTooLong
    return code


def open_input(purpose: str, code: str, now: dt.datetime, lifetime: dt.timedelta = LIFETIME) -> Input:
    """Return what was sealed into `code` in the last `lifetime`. Raises InputGone."""
    try:
        packed = _cipher(purpose).decrypt(base64url.decode(code), None)
    except (InvalidTag, ValueError):
        raise InputGone from None
    content = json.loads(zlib.decompressobj().decompress(packed))
    if now >= dt.datetime.fromtimestamp(content["at"], dt.UTC) + lifetime:
        raise InputGone
    return content["typed"]


def _cipher(purpose: str) -> AESSIV:
    return AESSIV(salted_hmac("intake.input.address", purpose, algorithm="sha512").digest())
