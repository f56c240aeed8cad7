"""Keeping threads free for readers while the database takes no writes.

Whoever writes waits up to twenty seconds for a lock, and holds a thread meanwhile. When half of
the threads of a process wait and the first has waited for a while, the database is stuck, and
more who wait would only shut the readers out: they are told at once instead. A crowd at a
database that works is never told so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import OperationalError

_A_WHILE = 1.0  # seconds; no write takes that long when all is well


class TooManyWait(OperationalError):
    """The database is stuck, and enough people wait for it."""


class WaitingRoom:
    """Room for `seats` people who write at once; more are let in unless the first of them is stuck.

    `clock` tells seconds.
    """

    def __init__(self, seats: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.seats, self.clock = seats, clock
        self._since: dict[object, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Stay while the block runs. Raises TooManyWait."""
        person = object()
        with self._lock:
            self._refuse_if_stuck()
            self._since[person] = self.clock()
        try:
            yield
        finally:
            with self._lock:
                del self._since[person]

    def refuse_if_stuck(self) -> None:
        """Raise TooManyWait if nobody more should wait."""
        with self._lock:
            self._refuse_if_stuck()

    def _refuse_if_stuck(self) -> None:
        if len(self._since) >= self.seats and self.clock() - min(self._since.values()) > _A_WHILE:
            raise TooManyWait("the database is stuck")


@cache
def waiting_room() -> WaitingRoom:
    """Return the one of this process: a seat for every second thread."""
    return WaitingRoom(max(1, settings.WEB_THREADS // 2))
