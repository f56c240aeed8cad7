"""Django's SQLite backend, whose writers never take all threads of a process while they wait."""

from __future__ import annotations

import threading
import time

from django.conf import settings
from django.db import OperationalError
from django.db.backends.sqlite3 import base

MOST = max(1, settings.WEB_THREADS * 3 // 4)  # writers that wait; the other threads are for readers
PATIENCE = 1.0  # seconds without a writer that gets its turn, after which no more may wait
_change = threading.Condition()
waiting, _moved = 0, 0.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin as one of at most `MOST` that wait for SQLite's lock."""

    def _start_transaction_under_autocommit(self) -> None:
        began = False
        _enter()
        try:
            super()._start_transaction_under_autocommit()
            began = True
        finally:
            _leave(began=began)


def _enter() -> None:
    global waiting, _moved
    with _change:
        if not waiting:
            _moved = time.monotonic()
        if not _change.wait_for(lambda: waiting < MOST, max(0.0, _moved + PATIENCE - time.monotonic())):
            raise OperationalError("database is locked")
        waiting += 1


def _leave(*, began: bool) -> None:
    global waiting, _moved
    with _change:
        waiting -= 1
        _moved = time.monotonic() if began else _moved
        _change.notify()
