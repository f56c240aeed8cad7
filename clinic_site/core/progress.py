"""Progress output of long commands."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.core.management.base import OutputWrapper

_INTERVAL = 2.0  # seconds
_T = TypeVar("_T")


def with_progress(done: Iterable[_T], out: OutputWrapper, line: str) -> Iterator[_T]:
    """Yield what was done; every two seconds, write how much it is: `line` with the count for {}."""
    reported = time.monotonic()
    for count, each in enumerate(done, start=1):
        if time.monotonic() - reported > _INTERVAL:
            out.write(line.format(count))
            out.flush()
            reported = time.monotonic()
        yield each
