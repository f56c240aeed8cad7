"""A small disk (tmpfs) fills up, is freed again, and becomes read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.people import ASKING, Answer, get, says_not_sent, send, stored
from tests.prepared import Prepared
from tests.stack import Stack, free_port

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="on PostgreSQL, test_invariant.py makes transactions read-only instead",
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 16 MB. Without root, test_invariant.py limits the size of the file instead."""
    mount_point = tmp_path / "disk"
    mount_point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(mount_point)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a disk")
    try:
        yield mount_point
    finally:
        subprocess.run(["umount", "--lazy", str(mount_point)], check=True)


@pytest.fixture
def site(prepared: Prepared, disk: Path, tmp_path: Path) -> Iterator[Stack]:
    """Return a site that is not started, with only its database on the small disk."""
    folder = tmp_path / "site"
    folder.mkdir()
    database = f"sqlite:///{disk}/clinic.sqlite3"
    running = prepared.copy(folder, free_port(), DATABASE_URL=database)
    shutil.move(folder / "clinic.sqlite3", disk)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass  # no space left
        yield
    filler.unlink()


def _send_as(site: Stack, names: list[str]) -> dict[str, Answer]:
    return {name: send(site, ASKING | {"name": name}) for name in names}


def test_full_disk_loses_nothing_and_works_again_when_freed(
    site: Stack, disk: Path, report: Callable[..., None]
) -> None:
    site.start_site()
    sent = _send_as(site, ["Before 1", "Before 2"])
    with _full(disk):
        during = _send_as(site, [f"During {number}" for number in range(30)])
        pages = {path: get(site, path).status for path in ("/", "/faq/", "/callback/")}
    again = {
        name: send(site, ASKING | {"name": name}) for name, answer in during.items() if not answer.receipt
    }
    everyone = sent | during | again
    found = stored(site, {name: answer.receipt for name, answer in everyone.items()})

    report("disk full, then freed", site, len(again), **found.figures)
    assert len(again) > 0
    assert [name for name in again if not says_not_sent(during[name], name)] == []
    assert set(pages.values()) == {200}
    assert (found.lost, found.doubled) == (set(), 0)


def test_read_only_disk_keeps_typed_answers_and_pages(site: Stack, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    site.start_site()

    refused = send(site, ASKING | {"name": "Sam"})
    pages = {path: get(site, path).status for path in ("/", "/crisis/", "/callback/", "/consultation/")}
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    taken = send(site, ASKING | {"name": "Sam"})

    assert says_not_sent(refused, "Sam")
    assert set(pages.values()) == {200}
    assert taken.status == 303
