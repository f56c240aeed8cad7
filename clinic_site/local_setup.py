"""Secrets for work on this machine: made once, below var/, readable by their owner alone.

Run as `python -m clinic_site.local_setup`. Needs no settings, for it makes them.
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
from pathlib import Path

from intake.sealing import new_key_pair

BASE_DIR = Path(__file__).resolve().parent.parent


def make_secrets(folder: Path) -> dict[str, Path]:
    """Make what is missing of the Django key, the sealing key pair and the index key.

    Returns the settings that name them. Keys that are there are never overwritten.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = {
        "SECRET_KEY_FILE": folder / "django.key",
        "SEALING_PUBLIC_KEYS_FILE": folder / "sealing-public.keys",
        "SEALING_PRIVATE_KEYS_FILE": folder / "sealing-private.keys",
        "INDEX_KEY_FILE": folder / "index.key",
    }
    public_file, private_file = files["SEALING_PUBLIC_KEYS_FILE"], files["SEALING_PRIVATE_KEYS_FILE"]
    _write_once(files["SECRET_KEY_FILE"], secrets.token_urlsafe(60))
    _write_once(files["INDEX_KEY_FILE"], base64.b64encode(secrets.token_bytes(32)).decode())
    if not public_file.exists() and not private_file.exists():
        public, private = new_key_pair()
        _write_once(private_file, private)
        _write_once(public_file, public)
    return files


def make_local_environment(var: Path) -> Path:
    """Make secrets and `local.env`, the settings for this machine, when they are not there."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = make_secrets(var / "secrets")
    environment = var / "local.env"
    lines = {name: str(path) for name, path in files.items()} | {
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "STAFF_EMAIL": "staff@localhost",
    }
    text = "# Settings for work on this machine; the README explains each.\n"
    _write_once(environment, text + "\n".join(f"{name}={value}" for name, value in lines.items()))
    return environment


def _write_once(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    try:
        make_local_environment(BASE_DIR / "var")
    except OSError as error:
        sys.exit(f"Cannot start: {error.filename}: {error.strerror}")
