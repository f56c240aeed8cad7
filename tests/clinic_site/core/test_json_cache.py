"""The database cache never executes what is stored in its table."""

from __future__ import annotations

import base64
import os
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection

from clinic_site.core.json_cache import JsonDatabaseCache

pytestmark = pytest.mark.django_db


class Planted:
    """A pickle that creates a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


def plant(key: str, value: str) -> None:
    """Replace the stored value of a key, like an intruder with access to the table."""
    cache.set(key, "words", 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = %s WHERE cache_key = %s", [value, cache.make_key(key)])
        assert cursor.rowcount == 1


def test_the_site_uses_the_json_cache() -> None:
    assert isinstance(cache._connections["default"], JsonDatabaseCache)


def test_a_pickle_in_the_table_is_not_executed(tmp_path: Path) -> None:
    folder = tmp_path / "executed"
    plant("key", base64.b64encode(pickle.dumps(Planted(folder))).decode())

    assert cache.get("key") is None
    assert cache.get_many(["key"]) == {}
    assert not folder.exists()


@pytest.mark.parametrize(
    "text", ["", "gAWV", "{", "[" * 100_000, "\ud83d".encode("utf-8", "replace").decode()]
)
def test_a_value_that_is_not_json_counts_as_missing(text: str) -> None:
    plant("key", text)

    assert cache.get("key", "absent") == "absent"


@pytest.mark.parametrize("value", [0, 5, True, None, "y", [1.5, 2.25], {"a": [1]}, ""])
def test_numbers_strings_lists_and_dictionaries_are_stored(value: Any) -> None:
    cache.set("key", value, 60)

    assert cache.get("key", "absent") == value


def test_a_value_that_is_not_json_serializable_raises_an_error() -> None:
    with pytest.raises(TypeError):
        cache.set("key", object(), 60)


def test_a_lock_is_exclusive_until_it_is_deleted() -> None:
    assert [cache.add("lock", 1, 10), cache.add("lock", 2, 10), cache.get("lock")] == [True, False, 1]
    assert cache.delete("lock")
    assert cache.add("lock", 2, 10)


def test_a_counter_is_incremented() -> None:
    cache.set("count", 4, 60)

    assert [cache.incr("count"), cache.get("count")] == [5, 5]


def test_an_expired_key_is_missing_and_can_be_added_again() -> None:
    cache.set("key", 1, -5)

    assert (cache.get("key"), cache.touch("key", 60)) == (None, False)
    assert cache.add("key", 2, 60)
    assert cache.get("key") == 2


def test_touch_extends_the_timeout() -> None:
    cache.set("key", 1, 60)

    assert cache.touch("key", 3600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM cache WHERE cache_key = %s", [cache.make_key("key")])
        assert str(cursor.fetchone()[0])[:16] >= time.strftime(
            "%Y-%m-%d %H:%M", time.gmtime(time.time() + 3000)
        )


def test_a_value_without_a_timeout_does_not_expire() -> None:
    cache.set("key", 1, None)

    assert cache.get("key") == 1


def test_a_full_table_is_culled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache._connections["default"], "_max_entries", 10)
    for number in range(30):
        cache.set(f"key {number}".replace(" ", "-"), number, 60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone()[0] <= 12


def test_a_failed_write_raises_an_error() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")

    with pytest.raises(DatabaseError):
        cache.set("key", 1, 60)


def test_migrate_creates_a_missing_table_and_keeps_an_existing_one() -> None:
    cache.set("key", 1, 60)
    call_command("migrate", verbosity=0)
    assert cache.get("key") == 1
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")

    call_command("migrate", verbosity=0)

    cache.set("key", 2, 60)
    assert cache.get("key") == 2


def test_counts_of_wrong_codes_are_not_displaced_by_those_of_many_senders() -> None:
    cache.set("a", 5, 60)  # of too many rows, the first ones by key would be deleted
    cache.set_many({f"b{number}": 1 for number in range(400)}, 60)

    assert cache.get("a") == 5
