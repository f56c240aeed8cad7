"""Backup file format: one line with a signature, then an age file (https://age-encryption.org/v1).

    clinic-backup-2 <time of writing, UTC> <Ed25519 signature, base64>
    age-encryption.org/v1 …

Signature and content are one file so that they cannot be separated. To decrypt by hand:
`tail -n +2 FILE | age -d -i backup-identity.txt`. Since anyone can encrypt for a public recipient,
the signature of the staff side authenticates the backup. It covers the time and the SHA-512 digest of
the age file, and is verified before decryption.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.crypto.sealing import KeyFileError, key_lines, load_secrets

_MAGIC = "clinic-backup-2"
_OLD_MAGIC = b"clinic-vault-1\n"
_HEAD = re.compile(rb"clinic-backup-2 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([A-Za-z0-9+/]{86}==)\n")
_BLOCK = 1024 * 1024  # bytes


class BackupFileError(Exception):
    """A file is not a complete backup of this clinic; the message gives the reason."""


def load_recipients(path: Path) -> list[pyrage.x25519.Recipient]:
    """Read age recipients, one per line. Raises KeyFileError."""
    return _each_line(path, pyrage.x25519.Recipient.from_str, pyrage.RecipientError, secret=False)


def load_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """Read age identities, as written by `age-keygen`, from a file of mode 0600. Raises KeyFileError."""
    return _each_line(path, pyrage.x25519.Identity.from_str, pyrage.IdentityError, secret=True)


def load_signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the key that signs backups from a file of mode 0600. Raises KeyFileError."""
    try:
        return Ed25519PrivateKey.from_private_bytes(load_secrets(path)[0])
    except ValueError:
        raise KeyFileError(f"{path}: not an Ed25519 key of 32 bytes") from None


def load_verify_keys(path: Path) -> list[Ed25519PublicKey]:
    """Read public keys, one of which must have signed a backup. Raises KeyFileError."""

    def key(text: str) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))

    return _each_line(path, key, ValueError, secret=False)


def write_encrypted(
    file: BinaryIO,
    pieces: Iterator[bytes],
    *,
    recipients: Sequence[pyrage.x25519.Recipient],
    signer: Ed25519PrivateKey,
    now: dt.datetime,
) -> None:
    """Encrypt `pieces` for `recipients` and sign them, in bounded memory.

    `file` must be seekable and empty. Exceptions of `pieces` are passed on.
    """
    when = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    file.write(_head(when, bytes(64)))
    hashed = _Hashed(file)
    source = _Pieces(pieces)
    try:
        pyrage.encrypt_io(source, hashed, list(recipients))
    except Exception:
        if source.failure is not None:
            raise source.failure from None
        raise
    file.seek(0)
    file.write(_head(when, signer.sign(_signed(when, hashed.digest()))))
    file.seek(0, io.SEEK_END)


def check_signature(file: BinaryIO, keys: Sequence[Ed25519PublicKey]) -> tuple[dt.datetime, bytes]:
    """Verify a signature; return the time of the backup and the SHA-512 digest of its age file.

    `file` is left at the start of the age file. Raises BackupFileError if none of `keys` signed it.
    """
    file.seek(0)
    head = file.readline(200)
    if head == _OLD_MAGIC:
        raise BackupFileError("this is a backup of release 0.1: restore it with that release, then upgrade")
    if (match := _HEAD.fullmatch(head)) is None:
        raise BackupFileError("it is not a signed backup")
    when, signature = match[1].decode(), base64.b64decode(match[2])
    digest = hashlib.sha512()
    while block := file.read(_BLOCK):
        digest.update(block)
    if not any(_is_valid(key, signature, _signed(when, digest.digest())) for key in keys):
        raise BackupFileError(
            "it was altered or truncated, or signed with a key that is not in the verify file"
        )
    file.seek(len(head))
    return dt.datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC), digest.digest()


def read_encrypted(
    file: BinaryIO,
    each_line: Callable[[bytes], None],
    *,
    identities: Sequence[pyrage.x25519.Identity],
    keys: Sequence[Ed25519PublicKey],
) -> dt.datetime:
    """Pass every decrypted line of a signed backup to `each_line`; return when it was written.

    Raises BackupFileError; for a wrong signature or identity, before the first line. Exceptions of
    `each_line` are passed on.
    """
    when, digest = check_signature(file, keys)
    source, lines = _Hashed(file), _Lines(each_line)
    try:
        pyrage.decrypt_io(source, lines, list(identities))
    except Exception as error:
        if lines.failure is not None:
            raise lines.failure from None
        if isinstance(error, pyrage.DecryptError):
            raise BackupFileError(f"it cannot be decrypted with this identity ({error})") from None
        raise
    while source.read(_BLOCK):
        pass
    if source.digest() != digest:  # changed since the check
        raise BackupFileError("it was altered while it was being read")
    lines.end()
    return when


class _Hashed:
    """A file wrapper that hashes, with SHA-512, what is read or written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha512()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block

    def write(self, block: bytes) -> int:
        self._hash.update(block)
        return self._file.write(block)

    def flush(self) -> None:
        self._file.flush()

    def digest(self) -> bytes:
        return self._hash.digest()


class _Pieces:
    """A readable file over an iterator of bytes; keeps the iterator's exception in `failure`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        pieces = [self._rest]
        length = len(self._rest)
        try:
            while size < 0 or length < size:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                pieces.append(piece)
                length += len(piece)
        except BaseException as error:
            self.failure = error
            raise
        block = b"".join(pieces)
        end = len(block) if size < 0 else size
        self._rest = block[end:]
        return block[:end]


class _Lines:
    """A writable file that passes on complete lines; keeps their reader's exception in `failure`."""

    def __init__(self, each_line: Callable[[bytes], None]) -> None:
        self._each_line, self._rest = each_line, b""
        self.failure: BaseException | None = None

    def write(self, block: bytes) -> int:
        if self.failure is not None:  # pyrage writes once more what it still has
            raise self.failure
        *lines, self._rest = (self._rest + block).split(b"\n")
        try:
            for line in lines:
                self._each_line(line + b"\n")
        except BaseException as error:
            self.failure = error
            raise
        return len(block)

    def flush(self) -> None:
        """Do nothing: only an incomplete line is buffered."""

    def end(self) -> None:
        if self._rest:
            raise BackupFileError("the last line is truncated")


def _head(when: str, signature: bytes) -> bytes:
    return f"{_MAGIC} {when} {base64.b64encode(signature).decode()}\n".encode()


def _signed(when: str, digest: bytes) -> bytes:
    return f"{_MAGIC}|{when}|".encode() + digest


def _is_valid(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _each_line(path: Path, build: Callable[[str], Any], error: type[Exception], *, secret: bool) -> list[Any]:
    found = []
    for number, line in key_lines(path, secret=secret):
        try:
            found.append(build(line))
        except error:
            raise KeyFileError(f"{path}, line {number}: not a valid key") from None
    return found
