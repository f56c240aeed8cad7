"""Create secrets and settings for local development in var/, readable only by their owner.

Run `python -m clinic_site.ops.local_setup`. Works without settings, since it creates them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from clinic_site.ops.key_files import make_secrets, write_once
from intake.crypto.sealing import KeyFileError

BASE_DIR = Path(__file__).resolve().parents[2]


def make_local_environment(var: Path) -> Path:
    """Create missing secrets and `local.env`, the settings for this machine; return its path.

    Missing settings of key files are added to an existing `local.env`.
    """
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = make_secrets(var / "secrets")
    environment = var / "local.env"
    lines = {name: str(path) for name, path in files.items()} | {
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "STAFF_EMAIL": "staff@localhost",
    }
    text = "# Settings for work on this machine; docs/settings.md explains each.\n"
    write_once(environment, text + "\n".join(f"{name}={value}" for name, value in lines.items()))
    _add_missing(environment, files)
    return environment


def _add_missing(environment: Path, files: dict[str, Path]) -> None:
    text = environment.read_text(encoding="utf-8")
    named = {line.partition("=")[0].strip() for line in text.splitlines()}
    if missing := [f"{name}={path}\n" for name, path in files.items() if name not in named]:
        environment.write_text(text.rstrip("\n") + "\n" + "".join(missing), encoding="utf-8")


if __name__ == "__main__":
    try:
        make_local_environment(BASE_DIR / "var")
    except KeyFileError as error:
        sys.exit(f"Cannot start: {error}")
    except OSError as error:
        sys.exit(f"Cannot start: {error.filename}: {error.strerror}")
