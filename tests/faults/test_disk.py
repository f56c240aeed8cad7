"""A small disk of its own (tmpfs) that fills up, has room again, and is read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.people import ASKING, Answer, get, is_told, send, stored
from tests.faults.places import copy_of
from tests.stack import Stack, free_port

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="the disk is that of the database server; test_invariant.py makes its transactions read-only",
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB. Without the right to mount one, test_invariant.py has a file that may not grow."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def site(prepared: Stack, disk: Path, tmp_path: Path) -> Iterator[Stack]:
    """A site that is not started, with its database alone on the small disk."""
    folder = tmp_path / "site"
    folder.mkdir()
    database = f"sqlite:///{disk}/clinic.sqlite3"
    running = copy_of(prepared, folder, free_port(), DATABASE_URL=database)
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
            pass  # there is no room left
        yield
    filler.unlink()


def _send_as(site: Stack, names: list[str]) -> dict[str, Answer]:
    return {name: send(site, ASKING | {"name": name}) for name in names}


def test_a_full_disk_loses_nobody_and_works_again_when_there_is_room(
    site: Stack, disk: Path, tell: Callable[..., None]
) -> None:
    site.start_site()
    sent = _send_as(site, ["Before 1", "Before 2"])
    with _full(disk):
        during = _send_as(site, [f"During {number}" for number in range(30)])
        pages = {path: get(site, path).status for path in ("/", "/faq/", "/callback/")}
    again = {
        name: send(site, ASKING | {"name": name}) for name, answer in during.items() if not answer.receipt
    }
    everybody = sent | during | again
    found = stored(site, {name: answer.receipt for name, answer in everybody.items()})

    tell("disk full, then room again", site, len(again), **found.figures)
    assert len(again) > 0
    assert [name for name in again if not is_told(during[name], name)] == []
    assert set(pages.values()) == {200}
    assert (found.lost, found.doubled) == (set(), 0)


def test_on_a_read_only_disk_people_keep_their_words_and_readers_their_pages(site: Stack, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    site.start_site()

    refused = send(site, ASKING | {"name": "Sam"})
    pages = {path: get(site, path).status for path in ("/", "/crisis/", "/callback/", "/consultation/")}
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    taken = send(site, ASKING | {"name": "Sam"})

    assert is_told(refused, "Sam")
    assert set(pages.values()) == {200}
    assert taken.status == 303
