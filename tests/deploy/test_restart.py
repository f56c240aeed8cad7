"""`deploy/restart` with a systemctl and a curl that answer what the test says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.stack import PATIENCE, ROOT


def restart(folder: Path, down: str, deaf: str = "") -> subprocess.CompletedProcess[str]:
    """Run it where `down` does not run, what is at the port `deaf` is not ready, and nothing else fails."""
    ports = {"clinic-public@8001": "8001", "clinic-public@8002": "8002", "clinic-staff": "8003"}
    tools = {
        "systemctl": f'[ "$1" != is-active ] || [ "$3" != "{down}" ]',
        "curl": f'case "$*" in *:{ports.get(down, deaf or "none")}/*) exit 7;; esac',
    }
    for name, line in tools.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return subprocess.run(
        [ROOT / "deploy" / "restart"],
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize(
    "down", ["clinic-public@8001", "clinic-public@8002", "clinic-staff", "clinic-worker"]
)
def test_a_service_that_does_not_start_is_named(tmp_path: Path, down: str) -> None:
    done = restart(tmp_path, down)

    assert (done.returncode, done.stderr) == (1, f"{down} did not start: journalctl -u {down}\n")
    assert "restarted" not in done.stdout


def test_it_says_when_all_run(tmp_path: Path) -> None:
    done = restart(tmp_path, "none")

    assert (done.returncode, done.stdout) == (0, "restarted\n")


def test_a_service_that_runs_and_is_not_ready_ends_it(tmp_path: Path) -> None:
    (tmp_path / "sleep").write_text("#!/bin/sh\n")
    (tmp_path / "sleep").chmod(0o755)

    done = restart(tmp_path, "none", deaf="8002")

    assert done.returncode == 1
    assert "clinic-public@8002 runs, but isn't ready" in done.stderr
