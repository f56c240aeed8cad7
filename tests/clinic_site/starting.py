"""What the settings define with a given environment, and how a process that cannot start says so."""

from __future__ import annotations

import os
import runpy
import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).parents[2] / "clinic_site" / "settings.py"


def settings_with(environment: dict[str, str], file: Path = SETTINGS) -> dict[str, Any]:
    """Return what the settings file defines with only this environment.

    Raises ImproperlyConfigured as at a start, where `manage.py` prints it.
    """
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(file))


def reason_of_refusal(environment: dict[str, str]) -> str:
    """Return why the settings refuse this environment."""
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(environment)
    return str(refused.value)


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the error line of a process that did not start."""
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    return line
