"""Key and settings files that a process rejects: invalid, readable by others, or writable by others."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clinic_site.starting import error_line, reason_of_refusal

Python = Callable[..., subprocess.CompletedProcess[str]]


def test_an_invalid_key_file_is_reported_with_file_and_line(
    python: Python, environment: dict[str, str]
) -> None:
    keys = Path(environment["SEALING_PUBLIC_KEYS_FILE"])
    keys.write_text("# keys\n0000 not-a-key\n", encoding="ascii")

    done = python(environment, "manage.py", "check")

    assert error_line(done).startswith(f"Cannot start: {keys}, line 2: ")


def test_a_private_key_readable_by_others_is_rejected_with_the_fix(
    python: Python, staff_environment: dict[str, str]
) -> None:
    keys = Path(staff_environment["SEALING_PRIVATE_KEYS_FILE"])
    keys.chmod(0o640)

    done = python(staff_environment, "manage.py", "check")

    assert error_line(done) == f"Cannot start: {keys}: others may read it; run: chmod 600 {keys}"


@pytest.mark.parametrize("name", ["SECRET_KEY_FILE", "CLINIC_FILE", "LOCAL_ENV"])
def test_a_file_of_settings_writable_by_others_is_rejected_by_name(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    file = tmp_path / "given"
    file.write_bytes(Path(environment[name]).read_bytes() if name in environment else b"LOG_LEVEL=INFO\n")
    file.chmod(0o660)

    assert f"{file}: others may " in reason_of_refusal(environment | {name: str(file)})


@pytest.mark.parametrize(
    "name",
    [
        *("SEALING_PUBLIC_KEYS_FILE", "SEALING_PRIVATE_KEYS_FILE", "INDEX_KEY_FILE"),
        *("CANARY_KEY_FILE", "RISK_PHRASES_FILE"),
    ],
)
def test_a_file_of_keys_or_phrases_writable_by_others_is_rejected_by_name(
    python: Python, staff_environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    file = tmp_path / "given"
    given = Path(staff_environment.get(name) or staff_environment["INDEX_KEY_FILE"])
    file.write_bytes(b"a phrase\n" if name == "RISK_PHRASES_FILE" else given.read_bytes())
    file.chmod(0o660)
    more = {"RISK_INTERRUPTION": "true", "RISK_LIST_SIGNED_BY": "Dr. Example"}

    done = python(staff_environment | more | {name: str(file)}, "manage.py", "check")

    assert f"{file}: others may " in done.stderr
