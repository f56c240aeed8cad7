"""A Redis that nobody started. What happens when one is killed: tests/faults/test_redis.py."""

from __future__ import annotations

import time

import pytest
from django.core.cache import caches
from pytest_django import Settings

from clinic_site.redis_cache import TABLE, RedisOrTable
from tests.stack import free_port


@pytest.fixture
def cache(settings: Settings) -> RedisOrTable:
    settings.CACHES = {
        "default": {
            "BACKEND": "clinic_site.redis_cache.RedisOrTable",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        },
        TABLE: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "instead of redis"},
    }
    caches[TABLE].clear()
    return caches["default"]


def test_what_redis_cannot_keep_is_kept_in_the_table(cache: RedisOrTable) -> None:
    cache.set("wrong-codes", 4, 60)

    assert cache.incr("wrong-codes") == 5
    assert cache.get("wrong-codes") == caches[TABLE].get("wrong-codes") == 5


def test_a_lock_is_still_held_by_one_alone(cache: RedisOrTable) -> None:
    assert [cache.add("lock", 1, 10), cache.add("lock", 1, 10)] == [True, False]


def test_nobody_waits_long_for_a_redis_that_is_away(cache: RedisOrTable) -> None:
    started = time.monotonic()
    cache.get_many(["a", "b"])
    cache.delete("a")

    assert time.monotonic() - started < 1
