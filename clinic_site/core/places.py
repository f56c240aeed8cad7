"""Places for threads that wait for a database, so that the other threads are free for readers."""

from __future__ import annotations

import threading
import time

from django.conf import settings

PATIENCE = 1.0  # seconds in which nobody finishes, after which no more may wait


class Places:
    """As many places as three quarters of a worker's threads. Safe for use by several threads.

    While places become free, a thread without one waits for its turn. Once nobody has finished for
    `patience` seconds, the database is in trouble, and it is refused at once: its request is answered
    with an error, and the thread is free again.
    """

    def __init__(self) -> None:
        self.most = max(1, settings.WEB_THREADS * 3 // 4)
        self.patience = PATIENCE
        self.taken = 0
        self._moved = 0.0  # when the last thread finished
        self._change = threading.Condition()

    def take(self) -> bool:
        """Take a place and return True, or return False if none becomes free."""
        with self._change:
            if not self.taken:
                self._moved = time.monotonic()
            left = max(0.0, self._moved + self.patience - time.monotonic())
            if not self._change.wait_for(lambda: self.taken < self.most, left):
                return False
            self.taken += 1
            return True

    def give_back(self, *, finished: bool) -> None:
        """Give a place back. `finished` is whether the thread got what it waited for."""
        with self._change:
            self.taken -= 1
            self._moved = time.monotonic() if finished else self._moved
            self._change.notify()
