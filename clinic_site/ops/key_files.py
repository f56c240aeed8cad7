"""Create key files, readable only by their owner. Works without settings, which refer to the files."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intake.crypto.sealing import (
    AUDIT_PURPOSE,
    FACTOR_PURPOSE,
    ROW_MAC_PURPOSE,
    derived,
    load_secrets,
    new_key_pair,
)

#: Settings of keys that can read, forge or search patients' requests.
#: ROLE=public refuses to start with any of them.
STAFF_KEY_FILES = (
    *("SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE", "AUDIT_KEY_FILE", "FACTOR_KEY_FILE"),
    *("ROW_MAC_KEY_FILE", "BACKUP_SIGNING_KEY_FILE", "BACKUP_IDENTITY_FILE"),
)
_SPLIT = {
    "AUDIT_KEY_FILE": ("audit.key", AUDIT_PURPOSE),
    "FACTOR_KEY_FILE": ("factors.key", FACTOR_PURPOSE),
    "ROW_MAC_KEY_FILE": ("row-mac.key", ROW_MAC_PURPOSE),
}


def make_secrets(folder: Path) -> dict[str, Path]:
    """Create missing key files in `folder`; return all paths by setting.

    Existing keys are never overwritten. If there is an index key already, the keys that were derived
    from it become fallbacks in the new files, so that existing data stays valid.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = {
        "SECRET_KEY_FILE": folder / "django.key",
        "SEALING_PUBLIC_KEYS_FILE": folder / "sealing-public.keys",
        "SEALING_PRIVATE_KEYS_FILE": folder / "sealing-private.keys",
        "INDEX_KEY_FILE": folder / "index.key",
    }
    old_index_key = files["INDEX_KEY_FILE"] if files["INDEX_KEY_FILE"].exists() else None
    write_once(files["SECRET_KEY_FILE"], secrets.token_urlsafe(60))
    write_once(files["INDEX_KEY_FILE"], _encoded(secrets.token_bytes(32)))
    public, private = new_key_pair()
    _write_pair((files["SEALING_PRIVATE_KEYS_FILE"], private), (files["SEALING_PUBLIC_KEYS_FILE"], public))
    return files | split_keys(folder, old_index_key) | make_backup_keys(folder)


def split_keys(folder: Path, index_file: Path | None) -> dict[str, Path]:
    """Create the files of keys that were derived from the index key; return their paths by setting.

    Each file starts with a new key, followed by the key derived from `index_file`, the index key in
    use, as a fallback. Raises KeyFileError if `index_file` is invalid.
    """
    files = {setting: folder / name for setting, (name, _purpose) in _SPLIT.items()}
    for setting, (_name, purpose) in _SPLIT.items():
        if files[setting].exists():
            continue
        old = load_secrets(index_file) if index_file else ()
        keys = [secrets.token_bytes(32), *(derived(key, purpose) for key in old)]
        write_once(files[setting], "\n".join(map(_encoded, keys)))
    return files


def make_backup_keys(folder: Path) -> dict[str, Path]:
    """Create missing backup keys, an age key pair and an Ed25519 key pair; return paths by setting."""
    import pyrage  # settings import this module, and servers make no keys

    files = {
        "BACKUP_IDENTITY_FILE": folder / "backup-identity.txt",
        "BACKUP_RECIPIENTS_FILE": folder / "backup-recipients.txt",
        "BACKUP_SIGNING_KEY_FILE": folder / "backup-signing.key",
        "BACKUP_VERIFY_KEYS_FILE": folder / "backup-verify.keys",
    }
    identity, signer = pyrage.x25519.Identity.generate(), Ed25519PrivateKey.generate()
    _write_pair(
        (files["BACKUP_IDENTITY_FILE"], str(identity)),
        (files["BACKUP_RECIPIENTS_FILE"], str(identity.to_public())),
    )
    _write_pair(
        (files["BACKUP_SIGNING_KEY_FILE"], _encoded(signer.private_bytes_raw())),
        (files["BACKUP_VERIFY_KEYS_FILE"], _encoded(signer.public_key().public_bytes_raw())),
    )
    return files


def write_once(path: Path, text: str) -> bool:
    """Write a file of mode 0600 unless it exists; return whether it was written.

    The file is flushed to the disk, so that no key is lost after data was encrypted with it. If it can't be
    written completely, it is removed, so that the next run creates it.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        path.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from None
    return True


def _write_pair(*halves: tuple[Path, str]) -> None:
    # Never replace one half of a key pair, and never leave one half behind.
    if any(path.exists() for path, _text in halves):
        return
    written: list[Path] = []
    try:
        for path, text in halves:
            if write_once(path, text):
                written.append(path)
    except OSError:
        for path in written:
            path.unlink()
        raise


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()
