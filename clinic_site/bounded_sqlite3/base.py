"""Django's SQLite backend, whose writers take turns, with a limit on the threads that wait."""

from __future__ import annotations

import sqlite3
import threading
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from clinic_site.core.concurrency_limit import ConcurrencyLimit

BUSY_TIMEOUT = 0.018  # seconds of one try, in which SQLite asks after 0, 1, 3, 8 and 18 ms
_LOCKED = "database is locked"
limit = ConcurrencyLimit()  # of writers that wait for the lock
_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that begins transactions in turn with the other threads of its process.

    One thread at a time tries to get SQLite's lock, and tries often. SQLite itself tries less and less
    often, so that a writer who has waited long would be overtaken again and again.
    """

    def _start_transaction_under_autocommit(self) -> None:
        began, timeout = False, self.settings_dict["OPTIONS"].get("timeout", 5.0)
        end = time.monotonic() + timeout
        if not limit.acquire():
            raise OperationalError(_LOCKED)
        try:
            if not _turn.acquire(timeout=timeout):
                raise OperationalError(_LOCKED)
            try:
                self._set_timeout(BUSY_TIMEOUT)
                self._begin(end)
                began = True
            finally:
                _turn.release()
                self._set_timeout(timeout)
        finally:
            limit.release(finished=began)

    def _begin(self, end: float) -> None:
        while True:
            try:
                return super()._start_transaction_under_autocommit()
            except OperationalError as error:
                is_busy = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() >= end:
                    raise

    def _set_timeout(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
