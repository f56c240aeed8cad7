"""Keeping threads free for readers while the database takes no writes.

Whoever writes waits up to ten seconds for a lock, and holds a thread meanwhile. When half of
the threads of a process wait, and nobody of them was done for a while, the database is stuck.
More who wait would only shut the readers out: they are told instead. A crowd at a database that
works is never told so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import OperationalError

_A_WHILE = 1.0  # seconds; no write takes that long when all is well


class TooManyWait(OperationalError):
    """The database is stuck, and enough people wait for it."""


class WaitingRoom:
    """Seats for people who write at once. In a rush seats are free again within a moment.

    `a_while` is in seconds.
    """

    def __init__(self, seats: int, a_while: float = _A_WHILE) -> None:
        self.seats, self.a_while = seats, a_while
        self._since: dict[object, float] = {}
        self._changed = threading.Condition()

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Stay while the block runs. Raises TooManyWait when no seat is free for a while."""
        person = object()
        with self._changed:
            if not self._changed.wait_for(self._is_free_or_stuck, self.a_while) or self._is_stuck():
                raise TooManyWait("the database is stuck")
            self._since[person] = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                del self._since[person]
                self._changed.notify()

    def refuse_if_stuck(self) -> None:
        """Raise TooManyWait if nobody more should wait."""
        with self._changed:
            if self._is_stuck():
                raise TooManyWait("the database is stuck")

    def _is_free_or_stuck(self) -> bool:
        return len(self._since) < self.seats or self._is_stuck()

    def _is_stuck(self) -> bool:
        is_full = len(self._since) >= self.seats
        return is_full and time.monotonic() - min(self._since.values()) > self.a_while


@cache
def waiting_room() -> WaitingRoom:
    """Return the one of this process: a seat for every second thread."""
    return WaitingRoom(max(1, settings.WEB_THREADS // 2))
