"""Encryption of consultation drafts: only the patient's code opens one.

The code has 128 random bits. The database stores its SHA-256, for lookup, and the draft encrypted
with AES-256-GCM under a key derived from the code (HKDF-SHA256, RFC 5869). The database, the
settings, and every key file together don't open a draft.
"""

from __future__ import annotations

import hashlib
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clinic_site.core import crockford
from intake.crypto import base64url
from intake.crypto.sealing import derived

_CODE_BYTES = 16
_CODE_LENGTH = 26
_NONCE_BYTES = 12


class DraftUnreadable(Exception):
    """A draft cannot be decrypted with this code: it was altered or belongs to another code."""


def new_code() -> str:
    """Return a new random code, ungrouped."""
    return crockford.encode(secrets.token_bytes(_CODE_BYTES))


def normal_code(text: str) -> str:
    """Return a typed code in the form `new_code` returns, or "" if it can't be a code."""
    characters = crockford.normalize(text)
    return characters if len(characters) == _CODE_LENGTH else ""


def code_hash(code: str) -> str:
    """Return the SHA-256 of a code as hexadecimal digits, the key a draft is looked up by."""
    return hashlib.sha256(code.encode()).hexdigest()


def seal_draft(content: bytes, code: str) -> bytes:
    """Return `content` encrypted under `code`: nonce, then ciphertext and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(code)).encrypt(nonce, content, code_hash(code).encode())


def open_draft(sealed: bytes, code: str) -> bytes:
    """Return the content that was sealed under `code`. Raises DraftUnreadable."""
    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key(code)).decrypt(nonce, content, code_hash(code).encode())
    except (InvalidTag, ValueError):
        raise DraftUnreadable from None


def nonce_of(code: str) -> str:
    """Return the nonce of a draft's form, from which the receipt's secret is derived.

    Derived from the code, like the draft's key, so it can't be computed from the database.
    """
    return base64url.encode(derived(code.encode(), b"intake.draft.nonce.v1"))


def _key(code: str) -> bytes:
    # The code has full entropy, so neither a slow hash nor a salt would add anything.
    return derived(code.encode(), b"intake.draft.v1")
