"""Files read by the settings: environment variables for one machine, and signing keys."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from clinic_site.core.trusted_files import UntrustedFileError, read_trusted

_KEY_LENGTH = 50  # characters


def read_local_environment(env: Env, name: str) -> None:
    """Add the variables in the file `name`, if not empty, to the environment, which takes precedence.

    Raises ImproperlyConfigured if the file cannot be read or another user could have written it.
    """
    if not name:
        return
    try:
        read_trusted(Path(name), secret=False)
    except (OSError, UntrustedFileError) as error:
        raise ImproperlyConfigured(f"LOCAL_ENV cannot be read: {error}") from None
    env.read_env(name, recurse=False)


def read_signing_keys(name: str, path: Path) -> list[str]:
    """Return the keys in the file of setting `name`: the first one signs, all of them verify.

    Empty lines are skipped. Raises ImproperlyConfigured, without quoting a key, if the file cannot be
    read, another user could have written it, or a key is too short.
    """
    try:
        lines = read_trusted(path, secret=True).decode("ascii").splitlines()
    except UntrustedFileError as error:
        raise ImproperlyConfigured(f"{name} {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name} {path} cannot be read: {error}") from None
    keys = [line.strip() for line in lines if line.strip()]
    if not keys or min(map(len, keys)) < _KEY_LENGTH:
        raise ImproperlyConfigured(f"{name} {path} needs a key of {_KEY_LENGTH} characters or more.")
    return keys
