"""Progress output of long commands."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.core.management.base import OutputWrapper

_INTERVAL = 2.0  # seconds
_T = TypeVar("_T")


class Progress:
    """Writes `line`, with the count in place of {}, at most every two seconds."""

    def __init__(self, out: OutputWrapper, line: str) -> None:
        self._out, self._line = out, line
        self._count, self._reported = 0, time.monotonic()

    def step(self) -> None:
        """Count one more."""
        self._count += 1
        if time.monotonic() - self._reported > _INTERVAL:
            self._out.write(self._line.format(self._count))
            self._out.flush()
            self._reported = time.monotonic()

    def over(self, done: Iterable[_T]) -> Iterator[_T]:
        """Count and yield each item."""
        for each in done:
            self.step()
            yield each
