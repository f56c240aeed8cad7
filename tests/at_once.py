"""Run something beside a test, up to the moment at which it waits for a lock of PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.stack import PATIENCE


class AtOnce:
    """Work that runs in other threads, each with a connection of its own."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._started: list[Future[Any]] = []

    def start(self, work: Callable[..., Any], *args: Any, **named: Any) -> Future[Any]:
        """Start `work`; the future's result raises what it raised."""

        def run() -> Any:
            try:
                return work(*args, **named)
            finally:
                connection.close()

        self._started.append(self._pool.submit(run))
        return self._started[-1]

    def wait_until_blocked(self, count: int) -> None:
        """Wait until `count` transactions in the test's database wait for a lock. Raises what one raised."""
        until = time.monotonic() + PATIENCE
        while _blocked() != count:
            for done in filter(Future.done, self._started):
                done.result()
            assert time.monotonic() < until, f"{_blocked()} transactions wait for a lock"
            time.sleep(0.01)


@contextmanager
def at_once() -> Iterator[AtOnce]:
    """Yield what runs work beside the test, and wait for the end of all that was started."""
    with ThreadPoolExecutor() as pool:
        yield AtOnce(pool)


def _blocked() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction would see the same state again
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]
