"""The keys of this process, read once from the files that the settings name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from intake.sealing import (
    PrivateKeys,
    PublicKeys,
    SealingError,
    load_private_keys,
    load_public_keys,
    load_secret,
)

_read_public = cache(load_public_keys)
_read_private = cache(load_private_keys)


@cache
def _read_secret(path: Path) -> bytes:
    return load_secret(path, at_least=32)


def public_keys() -> PublicKeys:
    """Return the clinic's public keys. Raises KeyFileError when the file is broken."""
    return _read_public(settings.SEALING_PUBLIC_KEYS_FILE)


def private_keys() -> PrivateKeys:
    """Return the clinic's private keys.

    Raises SealingError in a process that is not allowed to open anything (ROLE=public),
    KeyFileError when the file is broken.
    """
    if settings.SEALING_PRIVATE_KEYS_FILE is None:
        raise SealingError("this process has no private key and cannot open anything")
    return _read_private(settings.SEALING_PRIVATE_KEYS_FILE)


def canary_key() -> bytes | None:
    """Return the key by which both sides know a canary; None where there are no canaries."""
    return None if settings.CANARY_KEY_FILE is None else _read_secret(settings.CANARY_KEY_FILE)


def index_key() -> bytes:
    """Return the key of the blind index. Raises SealingError in a process without one."""
    if settings.INDEX_KEY_FILE is None:
        raise SealingError("this process has no index key")
    return _read_secret(settings.INDEX_KEY_FILE)


def audit_key() -> bytes:
    """Return the key of the audit trail, derived from the index key (HKDF, RFC 5869).

    Raises SealingError in a process without an index key.
    """
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"intake.audit.v1").derive(index_key())
