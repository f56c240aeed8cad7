"""Threads that wait for PostgreSQL, or for a connection to it, leave threads for those who read."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from django.db.backends.postgresql.base import DatabaseWrapper as DjangoWrapper
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clinic_site.bounded_postgresql.base import DatabaseWrapper, limit
from clinic_site.core.database_options import with_options


class Pool:
    """Gives the connections that are `idle` first, then new ones, or none while it is `away`."""

    def __init__(self) -> None:
        self.away = False
        self.timeout = 5.0  # seconds
        self.idle: list[str] = []
        self.replaced: list[str] = []

    def getconn(self, timeout: float = 5.0) -> object:
        self.waited_at_most = timeout
        if self.away:
            raise OperationalError("couldn't get a connection")
        return self.idle.pop(0) if self.idle else object()

    def check_connection(self, connection: object) -> None:
        if connection == "left behind":
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    def putconn(self, connection: str) -> None:
        self.replaced.append(connection)

    def drain(self) -> None:
        self.idle.clear()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """Return the pool that connections come from; a place that is taken is waited for at most a moment."""
    pool = Pool()
    monkeypatch.setattr(DatabaseWrapper, "pool", pool)
    monkeypatch.setattr(DjangoWrapper, "get_new_connection", lambda self, params: self.pool.getconn())
    monkeypatch.setattr(DjangoWrapper, "_close", lambda self: setattr(self, "connection", None))
    monkeypatch.setattr(limit, "patience", 0.1)
    return pool


@pytest.fixture
def connect(pool: Pool) -> Callable[[], DatabaseWrapper]:
    """Return a function that makes a connection as a request does."""

    def connected() -> DatabaseWrapper:
        wrapper = DatabaseWrapper({"OPTIONS": {}}, alias="bounded")
        wrapper.connection = wrapper.get_new_connection({})
        return wrapper

    return connected


def test_a_quarter_of_the_threads_is_never_on_the_database(connect: Callable[[], DatabaseWrapper]) -> None:
    waiting = [connect() for _ in range(limit.size)]

    with pytest.raises(OperationalError, match="too many threads wait for the database"):
        connect()

    for each in waiting:
        each._close()
    assert limit.in_use == 0


def test_a_closed_connection_gives_its_place_to_another(connect: Callable[[], DatabaseWrapper]) -> None:
    waiting = [connect() for _ in range(limit.size)]
    waiting.pop()._close()

    waiting.append(connect())

    for each in waiting:
        each._close()
        each._close()  # as Django does once more at the end of a request
    assert limit.in_use == 0


def test_a_pool_without_a_connection_takes_no_place(
    pool: Pool, connect: Callable[[], DatabaseWrapper]
) -> None:
    pool.away = True

    for _ in range(limit.size + 1):
        with pytest.raises(OperationalError, match="couldn't get a connection"):
            connect()

    assert limit.in_use == 0


def test_a_request_waits_once_for_a_unavailable_database(pool: Pool) -> None:
    wrapper = DatabaseWrapper({"OPTIONS": {}}, alias="bounded")
    pool.away = True

    for expected in ("couldn't get a connection", "the database is unavailable"):
        with pytest.raises(OperationalError, match=expected):
            wrapper.get_new_connection({})

    assert limit.in_use == 0


def test_the_next_request_asks_for_a_connection_again(pool: Pool) -> None:
    wrapper = DatabaseWrapper({"OPTIONS": {}}, alias="bounded")
    pool.away = True
    with pytest.raises(OperationalError):
        wrapper.get_new_connection({})
    pool.away = False

    wrapper.close_if_unusable_or_obsolete()
    wrapper.connection = wrapper.get_new_connection({})

    wrapper._close()
    assert limit.in_use == 0


def test_a_connection_that_a_restart_left_behind_replaces_the_others_too(
    pool: Pool, connect: Callable[[], DatabaseWrapper]
) -> None:
    pool.idle = ["left behind"] * 6

    wrapper = connect()

    assert wrapper.connection != "left behind"
    assert (pool.idle, pool.replaced) == ([], ["left behind"])
    wrapper._close()
    assert limit.in_use == 0


def test_a_request_waits_for_two_connections_no_longer_than_for_one(
    pool: Pool, connect: Callable[[], DatabaseWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr("clinic_site.bounded_postgresql.base.time", clock)
    monkeypatch.setattr(pool, "check_connection", lambda connection: _fail_after(clock, 3.0))

    connect()._close()

    assert pool.waited_at_most == pool.timeout - 3.0


def _fail_after(clock: SimpleNamespace, seconds: float) -> None:
    clock.now += seconds
    raise psycopg.OperationalError("server closed the connection unexpectedly")


def test_a_server_that_vanished_is_given_up_within_seconds() -> None:
    options = with_options({"ENGINE": "django.db.backends.postgresql"}, pool_size=0)["OPTIONS"]

    known = conninfo_to_dict(make_conninfo(**options))  # raises for an option that PostgreSQL doesn't know

    seconds_without_an_answer = int(known["keepalives_idle"]) + int(known["keepalives_interval"]) * int(
        known["keepalives_count"]
    )
    assert (int(known["tcp_user_timeout"]), seconds_without_an_answer < 10) == (5000, True)


def test_connections_without_a_pool_take_no_place(
    monkeypatch: pytest.MonkeyPatch, connect: Callable[[], DatabaseWrapper], pool: Pool
) -> None:
    monkeypatch.setattr(DjangoWrapper, "get_new_connection", lambda self, params: object())
    monkeypatch.setattr(DatabaseWrapper, "pool", None)

    alone: Any = connect()

    assert limit.in_use == 0
    alone._close()
    assert limit.in_use == 0
