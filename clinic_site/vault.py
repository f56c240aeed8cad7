"""Files that only the holder of the sealing key can read, written and read as streams.

The head holds a fresh file key, sealed with HPKE like everything else (see intake.sealing).
After it come chunks under ChaCha20-Poly1305 (RFC 8439). The nonce of a chunk is its number and
whether it is the last, so that chunks cannot be reordered, left out or cut off unseen (the
STREAM construction: Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from intake.sealing import PrivateKeys, PublicKeys, SealingError, open_sealed, seal

_MAGIC = b"clinic-vault-1\n"
_CHUNK = 1024 * 1024  # bytes of plain text
_TAG = 16


class VaultError(Exception):
    """A file is not what was written: of another kind, cut off, altered, or for another key."""


def write_vault(file: BinaryIO, pieces: Iterable[bytes], *, purpose: str, keys: PublicKeys) -> None:
    """Write `pieces` one after the other as a file for the holder of the current key.

    `purpose` is bound in: a file opens only as what it was written for.
    """
    file_key = ChaCha20Poly1305.generate_key()
    head = seal(file_key, bound_to=f"vault|{purpose}", keys=keys).encode()
    file.write(_MAGIC + head + b"\n")
    cipher = ChaCha20Poly1305(file_key)
    number, waiting = 0, bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > _CHUNK:
            file.write(cipher.encrypt(_nonce(number, last=False), bytes(waiting[:_CHUNK]), head))
            del waiting[:_CHUNK]
            number += 1
    file.write(cipher.encrypt(_nonce(number, last=True), bytes(waiting), head))


def read_vault(file: BinaryIO, *, purpose: str, keys: PrivateKeys) -> Iterator[bytes]:
    """Yield what was written, in pieces, each checked before it is given out. Raises VaultError."""
    if file.readline() != _MAGIC:
        raise VaultError("this is not a file of ours, or of another version")
    head = file.readline().rstrip(b"\n")
    try:
        file_key = open_sealed(head.decode("ascii"), bound_to=f"vault|{purpose}", keys=keys)
    except (SealingError, UnicodeDecodeError) as error:
        raise VaultError(f"it does not open with the private keys here: {error}") from None
    cipher = ChaCha20Poly1305(file_key)
    number, chunk = 0, file.read(_CHUNK + _TAG)
    while True:
        following = file.read(_CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, head)
        except InvalidTag:
            raise VaultError(f"chunk {number} was altered, or the file is cut off") from None
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, last)
