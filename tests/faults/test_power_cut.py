"""A simulated power cut: everything stops at once, and what was not flushed is torn.

All processes are stopped mid-work, the database and its write-ahead log are copied, and the copy of
the log is cut at a random byte after what was flushed: at the last acknowledged request, or later, before
pages were copied from the log into the database. The format of the log:
https://www.sqlite.org/fileformat2.html#walformat, of its index: https://www.sqlite.org/walformat.html
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.people import crowd_at, stored
from tests.stack import PATIENCE, Stack, wait_until

CUTS = int(os.environ.get("FAULT_CUTS", "20"))
_HEADER, _FRAME_HEADER = 32, 24  # bytes
_COPIED_AT = 128  # offset of nBackfillAttempted in the index of the log

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="on PostgreSQL, test_database_killed.py tests recovery",
)


def test_power_cut_loses_nothing_acknowledged(own_stack: Stack, report: Callable[..., None]) -> None:
    chance, copies = random.Random(CUTS), []
    own_stack.start_site()
    with crowd_at(own_stack) as crowd:
        crowd.wait_for_more(10)
        for number in range(CUTS):
            crowd.wait_for_more(1)
            time.sleep(chance.uniform(0, 0.1))
            acknowledged = set(crowd.acknowledged)
            copies.append((acknowledged, _cut(own_stack, chance, number)))
    found = stored(own_stack, crowd.acknowledged)

    lost = sum(len({found.shown[name] for name in names} - rows) for names, rows in copies)
    names = sum(len(names) for names, _ in copies)
    rows = sum(len(rows) for _, rows in copies)
    report("power cut, the log torn", own_stack, CUTS, acknowledged=names, stored=rows, lost=lost)
    assert (lost, found.lost, found.doubled) == (0, set(), 0)


def _cut(stack: Stack, chance: random.Random, number: int) -> set[str]:
    """Simulate a power cut and return the requests that are there afterward."""
    database, folder = stack.folder / "clinic.sqlite3", stack.folder / f"cut-{number}"
    log = database.with_name("clinic.sqlite3-wal")
    flushed = _committed(log.read_bytes())
    folder.mkdir()
    try:
        _stop(stack.site.pid)
        shutil.copy(database, folder)
        image = log.read_bytes()
        copied = _copied(database.with_name("clinic.sqlite3-shm").read_bytes(), image)
    finally:
        os.killpg(stack.site.pid, signal.SIGCONT)
    Path(folder, log.name).write_bytes(_torn(image, flushed, copied, chance))
    return _requests_in(folder / database.name)


def _stop(group: int) -> None:
    """Stop a process and its children. On a busy machine, a thread runs on until its signal reaches it."""
    os.killpg(group, signal.SIGSTOP)
    children = Path(f"/proc/{group}/task/{group}/children").read_text().split()
    processes = [Path(f"/proc/{pid}/task") for pid in (group, *children)]

    def all_stopped() -> bool:
        threads = [thread.read_text() for process in processes for thread in process.glob("*/stat")]
        return all(thread.rpartition(")")[2].split()[0] == "T" for thread in threads)

    wait_until(all_stopped, PATIENCE, "stop of all threads")


def _torn(image: bytes, flushed: tuple[bytes, int], copied: int, chance: random.Random) -> bytes:
    salt, acknowledged = flushed
    if image[16:24] != salt:
        return image  # the log was restarted meanwhile: what was flushed is in the database
    end = max(acknowledged, copied)
    cut = chance.randint(end, max(end, _committed(image)[1]))
    return image[:cut] + chance.randbytes(min(3000, len(image) - cut))


def _copied(index: bytes, image: bytes) -> int:
    """Return the offset in a log up to which a checkpoint may have copied it, after flushing it."""
    frames = struct.unpack("=I", index[_COPIED_AT : _COPIED_AT + 4])[0]
    return _HEADER + frames * (_FRAME_HEADER + struct.unpack(">I", image[8:12])[0]) if image else 0


def _committed(image: bytes) -> tuple[bytes, int]:
    """Return the salt of a log and the offset at which its last commit ends."""
    if len(image) < _HEADER:
        return b"", 0
    page, salt = struct.unpack(">I", image[8:12])[0], image[16:24]
    end, at = _HEADER, _HEADER
    while at + _FRAME_HEADER + page <= len(image) and image[at + 8 : at + 16] == salt:
        at += _FRAME_HEADER + page
        if struct.unpack(">I", image[at - page - 20 : at - page - 16])[0]:  # nonzero in a commit frame
            end = at
    return salt, end


def _requests_in(database: Path) -> set[str]:
    opened = sqlite3.connect(database)
    try:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        messages = {row for (row,) in opened.execute("SELECT submission_id FROM intake_outboxmessage")}
        rows = {row for (row,) in opened.execute("SELECT id FROM intake_submission")}
    finally:
        opened.close()
    assert messages == rows  # a request and its message are stored together or not at all
    return rows
