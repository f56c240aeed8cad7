"""Copies between two backups: the lines of docs/operations.md, run again after they were cut off."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.stack import PATIENCE, ROOT

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def run(line: str, folder: Path) -> int:
    return subprocess.run(["sh", "-ec", line], cwd=folder, timeout=PATIENCE).returncode


def lines(known: str, disk: Path) -> str:
    """Return the block of the guide that contains `known`, with `disk` for the other disk."""
    return re.search(rf"```\n([^`]*{known}[^`]*)```", GUIDE)[1].replace("/another/disk", str(disk))


@pytest.fixture
def archive(tmp_path: Path) -> str:
    """Return the command that archives the segment 01 of a folder to its folder log."""
    (tmp_path / "log").mkdir()
    (tmp_path / "01").write_text("segment")
    command = re.search(r"^archive_command = '(.+)'$", GUIDE, re.MULTILINE)[1]
    return command.replace("/var/backups/wal", str(tmp_path)).replace("%p", "01").replace("%f", "01")


def test_a_segment_that_is_archived_once_more_after_a_crash_is_accepted(archive: str, tmp_path: Path) -> None:
    """If it weren't, PostgreSQL would try again forever, archive nothing else, and fill its disk."""
    assert [run(archive, tmp_path), run(archive, tmp_path)] == [0, 0]
    assert (tmp_path / "log" / "01").read_text() == "segment"


def test_another_segment_of_the_same_name_is_never_overwritten(archive: str, tmp_path: Path) -> None:
    (tmp_path / "log" / "01").write_text("of another database")

    assert run(archive, tmp_path) == 1
    assert (tmp_path / "log" / "01").read_text() == "of another database"


needs_sqlite = pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the sqlite3 program")


@needs_sqlite
def test_a_copy_of_sqlite_that_was_cut_off_keeps_none_of_the_later_ones_from_being_made(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "copy.sqlite3.new").write_text("cut off")
    with closing(sqlite3.connect(tmp_path / "clinic.sqlite3")) as database:
        database.execute("CREATE TABLE kept (word)")

    assert run(lines("VACUUM INTO", disk), tmp_path) == 0
    copy = disk / "copy.sqlite3"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]


@needs_sqlite
def test_a_copy_made_in_a_folder_without_the_database_leaves_the_last_one(tmp_path: Path) -> None:
    """Otherwise an empty database, which sqlite3 creates without a word, replaces it."""
    (tmp_path / "copy.sqlite3").write_text("the last good copy")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert run(lines("VACUUM INTO", tmp_path), elsewhere) != 0
    assert (tmp_path / "copy.sqlite3").read_text() == "the last good copy"


@needs_sqlite
def test_a_copy_of_sqlite_takes_the_place_of_the_database_with_its_log(tmp_path: Path) -> None:
    for name, rows in (("copy.sqlite3", 2), ("clinic.sqlite3", 1)):
        with closing(sqlite3.connect(tmp_path / name, isolation_level=None)) as database:
            database.execute("CREATE TABLE kept (word)")
            database.executemany("INSERT INTO kept VALUES (?)", [("word",)] * rows)
    (tmp_path / "clinic.sqlite3-wal").write_text("of the old one")

    assert run(lines("rm -f clinic.sqlite3 ", tmp_path), tmp_path) == 0
    assert not (tmp_path / "clinic.sqlite3-wal").exists()
    with closing(sqlite3.connect(tmp_path / "clinic.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (2,)
