"""Django's SQLite backend, with writers that come in order instead of trying again and again.

`ENGINE = "clinic_site.queued_sqlite3"`. A transaction waits at most the busy timeout of its
connection in all (`OPTIONS["timeout"]`, seconds), in line and for SQLite's own lock together, and
then raises the usual OperationalError, "database is locked". `OPTIONS["most_waiting"]` is how many
threads of one process may wait that long. Statements outside transactions do not stand in line,
nor do transactions that begin as readers (`transaction_mode` DEFERRED).
"""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from clinic_site.queued_sqlite3.line import LineTimeoutError, Turn, line_of

_MOST_WAITING = 24


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that stands in line before it begins a transaction."""

    most_waiting = _MOST_WAITING
    _turn: Turn | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Return what SQLite is opened with; the length of the line is ours."""
        params = super().get_connection_params()
        self.most_waiting = params.pop("most_waiting", _MOST_WAITING)
        return params

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db() or self.transaction_mode not in {"IMMEDIATE", "EXCLUSIVE"}:
            super()._start_transaction_under_autocommit()
            return
        (patience,) = self.connection.execute("PRAGMA busy_timeout").fetchone()  # milliseconds
        began = time.monotonic()
        turn = self._stand_in_line(patience / 1000)
        waited = int((time.monotonic() - began) * 1000)
        try:
            self._begin(patience, waited)
        except BaseException:
            turn.end()
            raise
        self._turn = turn

    def _stand_in_line(self, seconds: float) -> Turn:
        path = os.path.realpath(self.settings_dict["NAME"])
        try:
            return line_of(path).enter(seconds, self.most_waiting)
        except LineTimeoutError:
            raise OperationalError("database is locked") from None

    def _begin(self, patience: int, waited: int) -> None:
        # Writers that are not in line (single statements, other programs) may hold the lock.
        if not waited:
            super()._start_transaction_under_autocommit()
            return
        self.connection.execute(f"PRAGMA busy_timeout = {max(1, patience - waited)}")
        try:
            super()._start_transaction_under_autocommit()
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience}")

    def _commit(self) -> None:
        super()._commit()
        self._end_turn()  # when it fails, Django rolls back

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()
