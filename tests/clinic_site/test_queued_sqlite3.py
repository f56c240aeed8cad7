"""Writers of an SQLite database come in the order in which they asked, and nobody waits for ever."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils.connection import ConnectionDoesNotExist

from clinic_site.queued_sqlite3.base import DatabaseWrapper
from clinic_site.queued_sqlite3.line import line_of
from tests.clinic_site.queue_lines import is_held
from tests.clinic_site.queue_writers import configured
from tests.stack import ROOT

Connect = Callable[..., DatabaseWrapper]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with one number in it."""
    path = tmp_path / "queue.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE counted (number INTEGER)")
        made.execute("INSERT INTO counted VALUES (0)")
    made.close()
    return path


@pytest.fixture
def connect(database: Path, django_db_blocker: Any) -> Iterator[Connect]:
    """Return a maker of connections, each as if it were a thread's own."""
    made = []

    def connected(**options: Any) -> DatabaseWrapper:
        setting = configured(str(database), **options)
        defaults = {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "TIME_ZONE": None}
        defaults |= {"CONN_HEALTH_CHECKS": False, "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
        wrapper = DatabaseWrapper(defaults | {"TEST": {}} | setting, alias="queue")
        wrapper.inc_thread_sharing()
        made.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():  # these are no connections to the tests' own database
        yield connected
        for wrapper in made:
            wrapper.close()


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: DatabaseWrapper) -> None:
    connection.commit()
    connection.set_autocommit(True)


def number_in(database: Path) -> int:
    reader = sqlite3.connect(database)
    (number,) = reader.execute("SELECT number FROM counted").fetchone()
    reader.close()
    return number


def writers(database: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.clinic_site.queue_writers", str(database), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_sixteen_threads_of_each_of_two_processes_lose_no_write(database: Path) -> None:
    both = [writers(database, "16", "10") for _ in range(2)]

    told = [json.loads(process.communicate(timeout=120)[0]) for process in both]

    assert number_in(database) == 2 * 16 * 10
    assert [len(each["waits"]) for each in told] == [160, 160]


def test_a_process_that_has_just_written_does_not_pass_one_that_waits(database: Path) -> None:
    # Two lines for one file stand for two processes only where the kernel keeps them apart.
    ours = line_of(str(database))
    turn = ours.enter(1, 24)
    other = writers(database, "1", "1")
    time.sleep(2)  # it starts, and waits
    turn.end()
    passed = 0
    while number_in(database) == 0 and passed < 1000:
        ours.enter(20, 24).end()
        passed += 1
    other.communicate(timeout=60)

    assert number_in(database) == 1
    assert passed < 20


def test_a_writer_that_is_killed_lets_the_next_one_write(database: Path, connect: Connect) -> None:
    doomed = writers(database, "1", "1", "die")
    assert doomed.stdout.readline() == "writing\n"
    assert is_held(line_of(str(database)))

    doomed.kill()
    doomed.wait()
    doomed.stdout.close()

    begin(connection := connect(timeout=5))
    end(connection)


def test_whoever_waits_too_long_is_told_what_sqlite_says(connect: Connect) -> None:
    begin(holder := connect())
    began = time.monotonic()

    with pytest.raises(OperationalError, match="database is locked"):
        begin(connect(timeout=0.3))

    assert 0.25 < time.monotonic() - began < 2
    end(holder)


def test_the_wait_in_line_and_for_the_lock_is_one_wait(database: Path, connect: Connect) -> None:
    outside = sqlite3.connect(database, isolation_level=None)
    turn = line_of(str(database)).enter(1, 24)
    threading.Timer(0.6, turn.end).start()
    outside.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    with pytest.raises(OperationalError, match="database is locked"):
        begin(connect(timeout=1))

    assert 0.9 < time.monotonic() - began < 1.5
    outside.close()


def test_after_a_wait_the_connection_is_as_patient_as_before(database: Path, connect: Connect) -> None:
    connection = connect(timeout=5)
    turn = line_of(str(database)).enter(1, 24)
    threading.Timer(0.1, turn.end).start()

    begin(connection)

    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    end(connection)


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
def test_every_end_of_a_transaction_is_the_end_of_the_turn(
    database: Path, connect: Connect, how: str
) -> None:
    begin(connection := connect())
    assert is_held(line_of(str(database)))

    getattr(connection, how)()

    assert not is_held(line_of(str(database)))
    connection.autocommit = True


def test_a_single_statement_does_not_stand_in_line(database: Path, connect: Connect) -> None:
    turn = line_of(str(database)).enter(1, 24)

    with connect(timeout=0.2).cursor() as cursor:
        cursor.execute("UPDATE counted SET number = 7")

    assert number_in(database) == 7
    turn.end()


def test_a_reader_within_a_transaction_does_not_stand_in_line(database: Path, connect: Connect) -> None:
    turn = line_of(str(database)).enter(1, 24)

    begin(reader := connect(timeout=0.2, transaction_mode="DEFERRED"))

    end(reader)
    turn.end()


def test_a_block_within_a_block_stands_in_line_once(
    database: Path, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(timeout=1)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: connection)

    with transaction.atomic():
        with pytest.raises(ConnectionDoesNotExist):
            with transaction.atomic():
                raise ConnectionDoesNotExist
        with connection.cursor() as cursor:
            cursor.execute("UPDATE counted SET number = 5")

    assert number_in(database) == 5
    assert not is_held(line_of(str(database)))
