"""The keys of this process, read once from the files named in the settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from intake.crypto.sealing import (
    AUDIT_PURPOSE,
    FACTOR_PURPOSE,
    ROW_MAC_PURPOSE,
    KeyFileError,
    PrivateKeys,
    PublicKeys,
    SealingError,
    derived,
    load_private_keys,
    load_public_keys,
    load_secret,
    load_secrets,
)

_read_public = cache(load_public_keys)
_read_private = cache(load_private_keys)
_read_secret = cache(load_secret)
_read_secrets = cache(load_secrets)


def public_keys() -> PublicKeys:
    """Return the clinic's public keys. Raises KeyFileError if the file is invalid."""
    return _read_public(settings.SEALING_PUBLIC_KEYS_FILE)


def private_keys() -> PrivateKeys:
    """Return the clinic's private keys.

    Raises SealingError in a process that may not open sealed data (ROLE=public), KeyFileError if
    the file is invalid.
    """
    if settings.SEALING_PRIVATE_KEYS_FILE is None:
        raise SealingError("this process has no private key and cannot open anything")
    return _read_private(settings.SEALING_PRIVATE_KEYS_FILE)


def canary_key() -> bytes | None:
    """Return the key by which both sides recognize a canary, or None if canaries are off."""
    return None if settings.CANARY_KEY_FILE is None else _read_secret(settings.CANARY_KEY_FILE)


def webhook_key() -> bytes:
    """Return the key that signs calls to the webhook. Raises KeyFileError if its file is invalid."""
    return _read_secret(settings.WEBHOOK_KEY_FILE)


def index_keys() -> tuple[bytes, ...]:
    """Return the keys of the blind index, current key first.

    Raises SealingError in a process that has none, KeyFileError if the file is invalid.
    """
    if settings.INDEX_KEY_FILE is None:
        raise SealingError("this process has no index key")
    return _read_secrets(settings.INDEX_KEY_FILE)


def audit_keys() -> tuple[bytes, ...]:
    """Return the keys of the audit trail, current key first. Raises like `index_keys`."""
    return _own_or_derived(settings.AUDIT_KEY_FILE, AUDIT_PURPOSE)


def factor_keys() -> tuple[bytes, ...]:
    """Return the keys that encrypt the seeds of second factors. Raises like `index_keys`."""
    keys = _own_or_derived(settings.FACTOR_KEY_FILE, FACTOR_PURPOSE)
    if any(len(key) != 32 for key in keys):
        raise KeyFileError(f"{settings.FACTOR_KEY_FILE}: each key must have 32 bytes")
    return keys


def row_mac_keys() -> tuple[bytes, ...]:
    """Return the keys that authenticate stored rows. Raises like `index_keys`."""
    return _own_or_derived(settings.ROW_MAC_KEY_FILE, ROW_MAC_PURPOSE)


def _own_or_derived(path: Path | None, purpose: bytes) -> tuple[bytes, ...]:
    # An installation that hasn't run `split_keys` yet keeps using the derived keys.
    if path is not None:
        return _read_secrets(path)
    return tuple(derived(key, purpose) for key in index_keys())
