"""Django's database cache with JSON instead of pickle.

Django's own backend unpickles what it finds in the table, and unpickling can run arbitrary code. The
values stored here, counts of wrong codes and short locks, consist of numbers, strings and lists.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connections, router, transaction
from django.utils import timezone

_READ = "SELECT cache_key, value FROM {table} WHERE expires >= %s AND cache_key IN ({keys})"
_SET = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "
    "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
_ADD = f"{_SET} WHERE {{table}}.expires < %s"
_TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires >= %s"


class JsonDatabaseCache(DatabaseCache):
    """A cache in the table created by `createcachetable`, without pickle."""

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Return the unexpired values by key. Values that are not JSON count as missing."""
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not names:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        now = connection.ops.adapt_datetimefield_value(_now())
        statement = self._of_table(_READ, connection, keys=", ".join(["%s"] * len(names)))
        with connection.cursor() as cursor:
            cursor.execute(statement, [now, *names])
            rows = cursor.fetchall()
        found = {}
        for key, text in rows:
            try:
                found[names[key]] = json.loads(text)
            except (ValueError, RecursionError):
                continue
        return found

    def _base_set(self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        """Write a row in one statement; return whether it was written.

        Raises TypeError for a value that is not JSON serializable. Raises DatabaseError, unlike Django's
        backend: a rate limit that cannot be counted must not look like one that was not reached.
        """
        database = router.db_for_write(self.cache_model_class)
        connection = connections[database]
        now = _now()
        expires, current = map(connection.ops.adapt_datetimefield_value, (self._expiry(timeout), now))
        statement, values = {
            "set": (_SET, lambda: [key, json.dumps(value), expires]),
            "add": (_ADD, lambda: [key, json.dumps(value), expires, current]),
            "touch": (_TOUCH, lambda: [expires, key, current]),
        }[mode]
        with transaction.atomic(using=database), connection.cursor() as cursor:
            cursor.execute(self._of_table("SELECT COUNT(*) FROM {table}", connection))
            count = cursor.fetchone()[0]
            if count > self._max_entries:
                self._cull(database, cursor, now, count)
            cursor.execute(self._of_table(statement, connection), values())
            return cursor.rowcount > 0

    def _expiry(self, timeout: float | None) -> dt.datetime:
        seconds = self.get_backend_timeout(timeout)
        if seconds is None:
            return dt.datetime.max.replace(microsecond=0, tzinfo=dt.UTC)
        return dt.datetime.fromtimestamp(seconds, tz=dt.UTC).replace(microsecond=0)

    def _of_table(self, statement: str, connection: Any, **more: str) -> str:
        return statement.format(table=connection.ops.quote_name(self._table), **more)


def _now() -> dt.datetime:
    return timezone.now().replace(microsecond=0)


def make_table(using: str, **_: Any) -> None:
    """Create the table if it does not exist; connected to `post_migrate`."""
    call_command("createcachetable", database=using, verbosity=0)
