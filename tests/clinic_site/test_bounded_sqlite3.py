"""Writers of an SQLite database wait for each other, and leave threads for those who read."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from clinic_site.bounded_sqlite3 import base
from clinic_site.bounded_sqlite3.base import DatabaseWrapper

_LOCKED = "database is locked"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with one number in it."""
    path = tmp_path / "bounded.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE counted (number INTEGER)")
        made.execute("INSERT INTO counted VALUES (0)")
    made.close()
    return path


@pytest.fixture
def lock(database: Path) -> Iterator[sqlite3.Connection]:
    """Return another program's connection, which has the lock that writers need."""
    outside = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    outside.execute("BEGIN IMMEDIATE")
    yield outside
    outside.close()


@pytest.fixture
def write(database: Path, django_db_blocker: Any) -> Iterator[Callable[[float], str]]:
    """Return a function that counts one up on a connection of its own, and returns how that ended."""

    def count_up(timeout: float = 20) -> str:
        options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
        setting = {"NAME": str(database), "OPTIONS": options, "TEST": {}, "TIME_ZONE": None}
        setting |= {"ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0}
        setting |= {"CONN_HEALTH_CHECKS": False, "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
        connection = DatabaseWrapper(setting, alias="bounded")
        try:
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            with connection.cursor() as cursor:
                (number,) = cursor.execute("SELECT number FROM counted").fetchone()
                cursor.execute("UPDATE counted SET number = %s", [number + 1])
            connection.commit()
            return "written"
        except OperationalError as error:
            return str(error)
        finally:
            connection.close()

    with django_db_blocker.unblock():  # these are no connections to the tests' own database
        yield count_up


def _number_in(database: Path) -> int:
    reader = sqlite3.connect(database)
    (number,) = reader.execute("SELECT number FROM counted").fetchone()
    reader.close()
    return number


def _wait_until(waiting: int) -> None:
    _wait_for(lambda: base.limit.in_use >= waiting)


def _wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_more_writers_than_may_wait_lose_no_write(
    database: Path, write: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.limit, "patience", 60.0)  # a busy machine may take long
    threads = 2 * base.limit.size
    with ThreadPoolExecutor(threads) as pool:
        ends = list(pool.map(lambda _: write(), range(5 * threads)))

    assert ends == ["written"] * len(ends)
    assert _number_in(database) == len(ends)


def test_a_writer_waits_until_a_lock_is_gone(
    database: Path, lock: sqlite3.Connection, write: Callable[..., str]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write)
        _wait_until(1)
        lock.execute("ROLLBACK")

    assert (waiting.result(), _number_in(database)) == ("written", 1)


def test_one_of_those_that_wait_tries_again_and_again(
    lock: sqlite3.Connection, write: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    begin = base.base.DatabaseWrapper._start_transaction_under_autocommit

    def try_to_begin(connection: DatabaseWrapper) -> None:
        tries.append(threading.get_ident())
        begin(connection)

    monkeypatch.setattr(base.base.DatabaseWrapper, "_start_transaction_under_autocommit", try_to_begin)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(write) for _ in range(3)]
        _wait_for(lambda: base.limit.in_use == 3 and len(tries) >= 20)
        who_tried = set(tries)
        lock.execute("ROLLBACK")

    assert len(who_tried) == 1
    assert [each.result() for each in waiting] == ["written"] * 3


def test_a_lock_that_lasts_is_waited_for_as_long_as_the_timeout(
    lock: sqlite3.Connection, write: Callable[..., str]
) -> None:
    began = time.monotonic()

    assert write(0.3) == _LOCKED
    assert 0.25 < time.monotonic() - began < 10


def test_at_most_three_quarters_of_the_threads_wait_for_the_lock(
    database: Path, lock: sqlite3.Connection, write: Callable[..., str]
) -> None:
    with ThreadPoolExecutor(base.limit.size) as pool:
        waiting = [pool.submit(write) for _ in range(base.limit.size)]
        _wait_until(base.limit.size)

        one_more = write()
        waits_still = not any(each.done() for each in waiting)
        lock.execute("ROLLBACK")

    assert (one_more, waits_still) == (_LOCKED, True)
    assert [each.result() for each in waiting] == ["written"] * base.limit.size
    assert write() == "written"
    assert _number_in(database) == base.limit.size + 1


def test_one_more_than_may_wait_is_not_refused_at_once(
    lock: sqlite3.Connection, write: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.limit, "patience", 30.0)
    with ThreadPoolExecutor(base.limit.size + 1) as pool:
        waiting = [pool.submit(write) for _ in range(base.limit.size)]
        _wait_until(base.limit.size)
        one_more = pool.submit(write)
        lock.execute("ROLLBACK")

    assert [each.result() for each in (*waiting, one_more)] == ["written"] * (base.limit.size + 1)


def test_writers_that_gave_up_release_their_slots(
    database: Path, lock: sqlite3.Connection, write: Callable[..., str]
) -> None:
    with ThreadPoolExecutor(base.limit.size) as pool:
        ends = list(pool.map(lambda _: write(0.2), range(base.limit.size)))
    lock.execute("ROLLBACK")

    assert ends == [_LOCKED] * base.limit.size
    assert write() == "written"
