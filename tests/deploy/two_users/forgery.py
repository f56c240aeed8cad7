"""Backups as an intruder can make them: with public keys, and signed by nobody or by the intruder."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import struct
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from intake.crypto.sealing import load_public_keys, seal

_ACCOUNT = {"model": "auth.user", "pk": 1, "fields": {"username": "intruder", "is_superuser": True}}


def forge_backups(folder: str, recipient: str) -> list[str]:
    """Write forged backups into a folder, one in each way; return their paths.

    `recipient` is the age recipient of the clinic, which is no secret.
    """
    target = Path(folder)
    target.mkdir(exist_ok=True)
    lines = _lines()
    made = {"sealed.backup": _sealed(lines)}
    if recipient:
        age = pyrage.encrypt(lines, [pyrage.x25519.Recipient.from_str(recipient.split()[0])])
        made["unsigned.backup"] = age
        made["signed-by-the-intruder.backup"] = _signed(age)
        made["signed-with-zeros.backup"] = _head(bytes(64)) + age
    for name, content in made.items():
        (target / name).write_bytes(content)
        (target / name).chmod(0o644)
    target.chmod(0o755)
    return [str(target / name) for name in made]


def _lines() -> bytes:
    line = json.dumps(_ACCOUNT).encode() + b"\n"
    summary = {"counts": {"auth.user": 1}, "sha256": hashlib.sha256(line).hexdigest()}
    return line + json.dumps(summary).encode() + b"\n"


def _sealed(lines: bytes) -> bytes:
    """Return the file that release 0.1 took for a backup: sealed with the key that seals requests."""
    keys = load_public_keys(Path(os.environ["SEALING_PUBLIC_KEYS_FILE"]))
    file_key = ChaCha20Poly1305.generate_key()
    head = seal(file_key, bound_to="vault|backup", keys=keys).encode()
    last = struct.pack(">QI", 0, True)
    return b"clinic-vault-1\n" + head + b"\n" + ChaCha20Poly1305(file_key).encrypt(last, lines, head)


def _signed(age: bytes) -> bytes:
    own = Ed25519PrivateKey.generate()
    digest = hashlib.sha512(age).digest()
    return _head(own.sign(b"clinic-backup-2|" + _when().encode() + b"|" + digest)) + age


def _head(signature: bytes) -> bytes:
    return f"clinic-backup-2 {_when()} {base64.b64encode(signature).decode()}\n".encode()


def _when() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
