"""Redis as a cache that may go away: the table of the database takes its place meanwhile.

What is kept there counts wrong codes of staff. Without it nobody could sign in, and a count that
was simply skipped would let anybody guess on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as TookTooLong
from redis.retry import Retry

TABLE = "table"  # the name of the other cache in CACHES
_QUICKLY = {
    "socket_connect_timeout": 1,  # seconds
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1),  # once more at once: a server that was restarted is back
}
_CALLS = ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many")

log = logging.getLogger(__name__)


class RedisOrTable(RedisCache):
    """Django's Redis cache, with the cache named `table` for whatever Redis does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": _QUICKLY | params.get("OPTIONS", {})})


def _or_table(name: str) -> Callable[..., Any]:
    ask_redis = getattr(RedisCache, name)

    @wraps(ask_redis)
    def ask(self: RedisOrTable, *args: Any, **kwargs: Any) -> Any:
        try:
            return ask_redis(self, *args, **kwargs)
        except (NoConnection, TookTooLong):
            log.exception("redis is away, the table takes its place")
            return getattr(caches[TABLE], name)(*args, **kwargs)

    return ask


for _name in _CALLS:
    setattr(RedisOrTable, _name, _or_table(_name))
