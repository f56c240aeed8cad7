"""Sealing: what a patient writes is encrypted to the clinic the moment it arrives.

HPKE, base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
A sealed text is the token `v1.<key id>.<base64url of enc and ciphertext>`; the place where
it is kept is bound in as HPKE's `info`, so that it opens nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
VERSION = "v1"


class SealingError(Exception):
    """A sealed text cannot be opened; the message names the key id and never the content."""


class KeyFileError(Exception):
    """A key file cannot be used; the message names the file and the line."""


@dataclass(frozen=True)
class PublicKeys:
    """The keys that sealed texts may be addressed to; `current` is the id used for new ones."""

    current: str
    keys: Mapping[str, X25519PublicKey]


@dataclass(frozen=True)
class PrivateKeys:
    """The keys that open, by key id."""

    keys: Mapping[str, X25519PrivateKey]


def key_id(public_key: X25519PublicKey) -> str:
    """Return the id of a key: the first 8 hexadecimal digits of the SHA-256 of its public half."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:8]


def seal(plain: bytes, *, bound_to: str, keys: PublicKeys) -> str:
    """Return the token for `plain`, which opens only at the place `bound_to`."""
    blob = SUITE.encrypt(plain, keys.keys[keys.current], info=bound_to.encode())
    return f"{VERSION}.{keys.current}.{base64.urlsafe_b64encode(blob).decode().rstrip('=')}"


def open_sealed(token: str, *, bound_to: str, keys: PrivateKeys) -> bytes:
    """Return what was sealed in `token` for the place `bound_to`.

    Raises SealingError when the token is malformed, its key is not here, or it was altered
    or moved from another place.
    """
    version, _, rest = token.partition(".")
    kid, dot, blob = rest.partition(".")
    if version != VERSION or not dot:
        raise SealingError("not a sealed text of a known version")
    if kid not in keys.keys:
        raise SealingError(f"sealed with key {kid}, which is not in the private key file")
    try:
        data = base64.b64decode(blob + "=" * (-len(blob) % 4), altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(data).decode().rstrip("=") != blob:
            raise SealingError(f"not canonical (key {kid})")
        return SUITE.decrypt(data, keys.keys[kid], info=bound_to.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise SealingError(f"altered, or moved from another row (key {kid})") from None


def new_key_pair() -> tuple[str, str]:
    """Return a fresh public and private key as lines for the two key files."""
    private = X25519PrivateKey.generate()
    kid = key_id(private.public_key())
    public_line = f"{kid} {base64.b64encode(private.public_key().public_bytes_raw()).decode()}"
    private_line = f"{kid} {base64.b64encode(private.private_bytes_raw()).decode()}"
    return public_line, private_line


def load_public_keys(path: Path) -> PublicKeys:
    """Read a public key file: one `<key id> <base64 key>` a line, the last one used for sealing.

    Raises KeyFileError with the file and line of the first fault.
    """
    keys = {}
    for line, kid, raw in _key_lines(path):
        key = _checked(X25519PublicKey.from_public_bytes, raw, path, line)
        _check_id(kid, key, path, line)
        keys[current := kid] = key
    return PublicKeys(current=current, keys=keys)


def load_private_keys(path: Path) -> PrivateKeys:
    """Read a private key file, which only its owner may read (mode 0600).

    Raises KeyFileError with the file and line of the first fault.
    """
    keys = {}
    for line, kid, raw in _key_lines(path, secret=True):
        key = _checked(X25519PrivateKey.from_private_bytes, raw, path, line)
        _check_id(kid, key.public_key(), path, line)
        keys[kid] = key
    return PrivateKeys(keys=keys)


def load_secret(path: Path, *, at_least: int) -> bytes:
    """Read one base64 secret of `at_least` bytes from a file of mode 0600.

    Raises KeyFileError when it is missing, open to others, malformed or too short.
    """
    text = _read(path, secret=True).strip()
    try:
        secret = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise KeyFileError(f"{path}: not a base64 key") from None
    if len(secret) < at_least:
        raise KeyFileError(f"{path}: the key has {len(secret)} bytes and needs {at_least}")
    return secret


def _read(path: Path, *, secret: bool) -> str:
    try:
        if secret and path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path}: others may read it; run: chmod 600 {path}")
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise KeyFileError(f"{path}: not a key file") from None


def _key_lines(path: Path, *, secret: bool = False) -> list[tuple[int, str, bytes]]:
    found = []
    for line, text in enumerate(_read(path, secret=secret).splitlines(), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        kid, _, encoded = text.strip().partition(" ")
        try:
            found.append((line, kid, base64.b64decode(encoded, validate=True)))
        except (ValueError, binascii.Error):
            raise KeyFileError(f"{path}, line {line}: not `<key id> <base64 key>`") from None
    if not found:
        raise KeyFileError(f"{path}: holds no key")
    return found


def _checked(build, raw: bytes, path: Path, line: int):
    try:
        return build(raw)
    except ValueError:
        raise KeyFileError(f"{path}, line {line}: not an X25519 key of 32 bytes") from None


def _check_id(kid: str, key: X25519PublicKey, path: Path, line: int) -> None:
    if kid != key_id(key):
        raise KeyFileError(f"{path}, line {line}: key id {kid} does not fit its key")
