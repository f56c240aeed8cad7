"""Drafts of the consultation form: only the patient's own code opens one.

The code has 128 random bits. The database holds its SHA-256, to find the draft by, and the
draft under a key derived from it (HKDF-SHA256, RFC 5869; AES-256-GCM). Whoever has the
database, the settings and every key file still cannot open a draft.
"""

from __future__ import annotations

import hashlib
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake import crockford

_CODE_BYTES = 16
_CODE_SIGNS = 26
_NONCE_BYTES = 12
_KEY_BYTES = 32


class DraftUnreadable(Exception):
    """A draft does not open with this code: it was altered, or belongs to another."""


def new_code() -> str:
    """Return a fresh code without groups."""
    return crockford.encode(secrets.token_bytes(_CODE_BYTES))


def normal_code(text: str) -> str:
    """Return a code as `new_code` made it from one as a person wrote it; empty if it is none."""
    signs = crockford.normal(text)
    return signs if len(signs) == _CODE_SIGNS else ""


def code_hash(code: str) -> str:
    """Return what a draft is found by: the SHA-256 of its code, in hexadecimal digits."""
    return hashlib.sha256(code.encode()).hexdigest()


def seal_draft(content: bytes, code: str) -> bytes:
    """Return `content` sealed under `code`: nonce, then ciphertext and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(code)).encrypt(nonce, content, code_hash(code).encode())


def open_draft(sealed: bytes, code: str) -> bytes:
    """Return what was sealed under `code`. Raises DraftUnreadable."""
    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key(code)).decrypt(nonce, content, code_hash(code).encode())
    except (InvalidTag, ValueError):
        raise DraftUnreadable from None


def _key(code: str) -> bytes:
    # The code is random through and through, so no slow hash is needed and no salt helps.
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"intake.draft.v1").derive(
        code.encode()
    )
