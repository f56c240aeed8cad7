"""Django's PostgreSQL backend, with a limit on the threads that wait for its connection pool."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base

from clinic_site.core.concurrency_limit import ConcurrencyLimit

limit = ConcurrencyLimit()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes a slot of the process's limit while it is out of the pool.

    Without the limit, all threads of a process could wait at once: for the pool, for a lock, or for a
    response. Connections without a pool, such as those of commands, take no slot.
    """

    _unavailable = False  # whether this request has waited in vain

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that works.

        Raises OperationalError. It does so at once if too many threads wait without progress, or if this
        request has waited in vain before, so that a request waits only once for an unavailable database.
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
        """Close the connection if it can't be used. Django calls this before and after each request."""
        self._unavailable = False
        super().close_if_unusable_or_obsolete()

    def _working(self, conn_params: dict[str, Any]) -> Any:
        end = time.monotonic() + self.pool.timeout
        connection = super().get_new_connection(conn_params)
        try:
            self.pool.check_connection(connection)
        except psycopg.Error:
            # After a restart of PostgreSQL, no other connection in the pool works either. The pool's own
            # check would try one after the other, with pauses that soon exceed its timeout.
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
