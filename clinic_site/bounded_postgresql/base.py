"""Django's PostgreSQL backend, whose pool of connections never makes all threads wait."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base

from clinic_site.core.concurrency_limit import ConcurrencyLimit

limit = ConcurrencyLimit()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes one slot of the limit of its process while it is out of the pool.

    A thread that waits for the pool, or for a lock or an answer on its connection, would otherwise be one
    of all threads that do so. Connections outside a pool, like those of commands, take none.
    """

    _unavailable = False  # whether this request waited for nothing

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that PostgreSQL still answers on.

        Raises OperationalError: at once if too many wait and none of them makes progress, or if this request
        has already waited for nothing. So one that tries several things waits once for a database that is
        unavailable.
        """
        if not self.pool:
            return super().get_new_connection(conn_params)
        if self._unavailable:
            raise OperationalError("the database is unavailable")
        if not limit.acquire():
            raise OperationalError("too many threads wait for the database")
        try:
            return self._working(conn_params)
        except BaseException:
            self._unavailable = True
            limit.release(finished=False)
            raise

    def close_if_unusable_or_obsolete(self) -> None:
        """Close it if it is of no use. Django calls this before and after each request."""
        self._unavailable = False
        super().close_if_unusable_or_obsolete()

    def _working(self, conn_params: dict[str, Any]) -> Any:
        end = time.monotonic() + self.pool.timeout
        connection = super().get_new_connection(conn_params)
        try:
            self.pool.check_connection(connection)
        except psycopg.Error:
            # After a restart of PostgreSQL, none of the others in the pool works either. The pool's own
            # check would try one after the other, with pauses that soon are longer than it waits.
            self.pool.putconn(connection)
            self.pool.drain()
            return self.pool.getconn(timeout=max(0.1, end - time.monotonic()))
        return connection

    def _close(self) -> None:
        has_slot = self.connection is not None and bool(self.pool)
        try:
            super()._close()
        finally:
            if has_slot:
                limit.release(finished=True)
