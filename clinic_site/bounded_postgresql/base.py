"""Django's PostgreSQL backend, whose pool of connections never makes all threads wait."""

from __future__ import annotations

import time
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from clinic_site.core.places import Places

AGAIN = 1.0  # seconds after a failure in which a thread doesn't ask the pool again
places = Places()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes one of the places of its process while it is out of the pool.

    A thread that waits for the pool, or for a lock or an answer on its connection, would otherwise be one
    of all threads that do so. Connections outside a pool, like those of commands, take no place.
    """

    _failed_at = -AGAIN

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection.

        Raises OperationalError: at once if too many wait and none of them gets on, or if this thread waited
        for nothing a moment ago. So a request that tries several things waits once for a database that is
        away.
        """
        if not self.pool:
            return super().get_new_connection(conn_params)
        if time.monotonic() - self._failed_at < AGAIN:
            raise OperationalError("the database was away a moment ago")
        if not places.take():
            raise OperationalError("too many threads wait for the database")
        try:
            return super().get_new_connection(conn_params)
        except BaseException:
            self._failed_at = time.monotonic()
            places.give_back(finished=False)
            raise

    def _close(self) -> None:
        has_place = self.connection is not None and bool(self.pool)
        try:
            super()._close()
        finally:
            if has_place:
                places.give_back(finished=True)
