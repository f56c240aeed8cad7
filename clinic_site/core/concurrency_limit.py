"""A limit on the threads that wait for a database, so that the other threads are free for readers."""

from __future__ import annotations

import threading
import time

from django.conf import settings

PATIENCE = 1.0  # seconds without a thread that finishes, after which no more threads may wait


class ConcurrencyLimit:
    """A semaphore with slots for three quarters of a worker's threads.

    A thread waits for a slot as long as slots become free. If no thread has finished for `patience`
    seconds, the database is in trouble, and further threads are refused at once: their requests get an
    error, and the threads are free again.
    """

    def __init__(self) -> None:
        self.size = max(1, settings.WEB_THREADS * 3 // 4)
        self.patience = PATIENCE
        self.in_use = 0
        self._moved = 0.0  # when the last thread finished
        self._change = threading.Condition()

    def acquire(self) -> bool:
        """Take a slot and return True, or return False if no slot becomes free."""
        with self._change:
            if not self.in_use:
                self._moved = time.monotonic()
            left = max(0.0, self._moved + self.patience - time.monotonic())
            if not self._change.wait_for(lambda: self.in_use < self.size, left):
                return False
            self.in_use += 1
            return True

    def release(self, *, finished: bool) -> None:
        """Release a slot. `finished` is whether the thread got what it waited for."""
        with self._change:
            self.in_use -= 1
            self._moved = time.monotonic() if finished else self._moved
            self._change.notify()
