"""Sealing: patients' answers are encrypted to the clinic's public key as soon as they arrive.

HPKE, base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
A sealed text is a token, `v1.<key id>.<base64url of enc and ciphertext>`. The context in which it
is stored is bound to it as HPKE's `info`, so it can't be opened in another context.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clinic_site.core.trusted_files import UntrustedFileError, read_trusted
from intake.crypto import base64url

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
VERSION = "v1"
# Purposes for which earlier releases, without separate key files, derived a key from the index key.
AUDIT_PURPOSE = b"intake.audit.v1"
FACTOR_PURPOSE = b"clinic-site second factors v1"
ROW_MAC_PURPOSE = b"intake.row_mac.v1"
_SHORTEST = 32  # bytes of a secret

PrivateKeys = Mapping[str, X25519PrivateKey]  # by key id


class SealingError(Exception):
    """A sealed text cannot be opened. The message names the key id, never the content."""


class KeyFileError(Exception):
    """A key file cannot be used. The message names the file and the line."""


@dataclass(frozen=True)
class PublicKeys:
    """The public keys; `current` is the id of the key that seals new texts."""

    current: str
    keys: Mapping[str, X25519PublicKey]


def key_id(public_key: X25519PublicKey) -> str:
    """Return the id of a key: the first 8 hexadecimal digits of the public key's SHA-256."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:8]


def seal(plain: bytes, *, bound_to: str, keys: PublicKeys) -> str:
    """Return `plain` sealed as a token that opens only in the context `bound_to`."""
    blob = SUITE.encrypt(plain, keys.keys[keys.current], info=bound_to.encode())
    return f"{VERSION}.{keys.current}.{base64url.encode(blob)}"


def open_sealed(token: str, *, bound_to: str, keys: PrivateKeys) -> bytes:
    """Return the content of `token`, sealed for the context `bound_to`.

    Raises SealingError if the token is malformed, its private key is missing, or it was altered or
    moved from another context.
    """
    version, _, rest = token.partition(".")
    kid, dot, blob = rest.partition(".")
    if version != VERSION or not dot:
        raise SealingError("not a sealed text of a known version")
    if kid not in keys:
        raise SealingError(f"sealed with key {kid}, which is not in the private key file")
    try:
        data = base64url.decode(blob)
        if base64url.encode(data) != blob:
            raise SealingError(f"not canonical (key {kid})")
        return SUITE.decrypt(data, keys[kid], info=bound_to.encode())
    except (InvalidTag, ValueError):
        raise SealingError(f"altered, or moved from another row (key {kid})") from None


def new_key_pair() -> tuple[str, str]:
    """Return a new public and private key as lines for the two key files."""
    private = X25519PrivateKey.generate()
    kid = key_id(private.public_key())
    public_line = f"{kid} {base64.b64encode(private.public_key().public_bytes_raw()).decode()}"
    private_line = f"{kid} {base64.b64encode(private.private_bytes_raw()).decode()}"
    return public_line, private_line


def load_public_keys(path: Path) -> PublicKeys:
    """Read a public key file: one `<key id> <base64 key>` per line, the last one used for sealing.

    Raises KeyFileError with the file and line of the first error.
    """
    keys = _key_pairs(path, X25519PublicKey.from_public_bytes, secret=False)
    return PublicKeys(current=keys[-1][0], keys=dict(keys))


def load_private_keys(path: Path) -> PrivateKeys:
    """Read a private key file, which must have mode 0600.

    Raises KeyFileError with the file and line of the first error.
    """
    return dict(_key_pairs(path, X25519PrivateKey.from_private_bytes, secret=True))


def load_secret(path: Path) -> bytes:
    """Read one base64 secret of at least 32 bytes from a file of mode 0600.

    Raises KeyFileError if it is missing, accessible to other users, malformed, or too short.
    """
    return _secret(_read_key_file(path, secret=True).strip(), path)


def load_secrets(path: Path) -> tuple[bytes, ...]:
    """Read base64 secrets of at least 32 bytes, one per line, from a file of mode 0600.

    The first is the current one. The others are accepted until everything made with them has been
    renewed. Raises KeyFileError like `load_secret`, and if the file contains no key.
    """
    return tuple(_secret(line, path) for _number, line in key_lines(path, secret=True))


def derived(secret: bytes, purpose: bytes) -> bytes:
    """Return a 32-byte key derived from `secret` for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def secret_id(secret: bytes) -> str:
    """Return the id of a symmetric key: 8 hexadecimal digits that don't help to recover the key."""
    return hashlib.sha256(b"clinic-site key id|" + secret).hexdigest()[:8]


def key_lines(path: Path, *, secret: bool) -> list[tuple[int, str]]:
    """Return the lines of a key file with their numbers, without comments and blank lines.

    A secret file must have mode 0600. Raises KeyFileError, even for a file that only lacks a key.
    """
    lines = enumerate(map(str.strip, _read_key_file(path, secret=secret).splitlines()), start=1)
    found = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not found:
        raise KeyFileError(f"{path}: contains no key")
    return found


def _read_key_file(path: Path, *, secret: bool) -> str:
    try:
        return read_trusted(path, secret=secret).decode("ascii")
    except UntrustedFileError as error:
        raise KeyFileError(str(error)) from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise KeyFileError(f"{path}: not a key file") from None


def _secret(text: str, path: Path) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except ValueError:
        raise KeyFileError(f"{path}: not a base64 key") from None
    if len(secret) < _SHORTEST:
        raise KeyFileError(f"{path}: the key has {len(secret)} bytes and needs {_SHORTEST}")
    return secret


def _key_pairs(path: Path, build: Callable[[bytes], Any], *, secret: bool) -> list[tuple[str, Any]]:
    """Return the id and the key in each line of a file; `build` makes the key from its bytes."""
    found = []
    for number, line in key_lines(path, secret=secret):
        kid, _, encoded = line.partition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise KeyFileError(f"{path}, line {number}: not `<key id> <base64 key>`") from None
        try:
            key = build(raw)
        except ValueError:
            raise KeyFileError(f"{path}, line {number}: not an X25519 key of 32 bytes") from None
        if kid != key_id(key if isinstance(key, X25519PublicKey) else key.public_key()):
            raise KeyFileError(f"{path}, line {number}: key id {kid} does not match its key")
        found.append((kid, key))
    return found
