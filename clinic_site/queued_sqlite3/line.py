"""The line of those who want to write to one SQLite database.

SQLite itself lets writers sleep and try again, so that one may wait long while others pass. Here
the threads of a process come in the order in which they asked, and processes take turns. All of
it is only courtesy: SQLite's own lock still keeps writers apart, so a lock that cannot be had
(a read-only folder, a file system without locks) costs order, never data.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

LONG = 1.0  # seconds without a step, after which a full line takes nobody more
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.002  # seconds between two tries for a lock of the file
# Two bytes of the lock file. Whoever holds NEXT is the next to hold WRITING, so a process that
# has just written cannot pass one that waits.
_NEXT, _WRITING = 0, 1

log = logging.getLogger(__name__)


class LineTimeoutError(Exception):
    """The turn did not come in time."""


class Turn:
    """The right to write; over with `end`, or when nobody holds it any more."""

    def __init__(self, line: Line) -> None:
        self._line: Line | None = line
        self._process = os.getpid()

    def end(self) -> None:
        """Let the next one write. A turn that was copied by a fork is its parent's to end."""
        line, self._line = self._line, None
        if line is not None and self._process == os.getpid():
            line.step_on()

    def __del__(self) -> None:
        self.end()  # the thread that had it is gone, and its connection with it


class Line:
    """Those of this process who want to write to the database at `path`.

    The lock file `<path>-queue` stands between processes. Its locks are POSIX record locks: the
    kernel drops them when the process dies, and a forked child holds none.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(f"{path}-queue")
        self._file: int | None = None
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()
        self._last_step = time.monotonic()
        self._guard = threading.RLock()  # a Turn may be collected while this thread holds it

    def enter(self, seconds: float, most: int) -> Turn:
        """Wait for the turn and return it.

        Raises LineTimeoutError after `seconds`. Where `most` wait already, after at most a second,
        and at once while the line stands still: then threads are needed for those who read.
        """
        deadline = self._join(time.monotonic() + seconds, most)
        turn = Turn(self)
        try:
            self._pass_other_processes(deadline)
        except BaseException:
            turn.end()
            raise
        return turn

    def step_on(self) -> None:
        """Let other processes write, and the thread of this one that asked first."""
        if self._file is not None:
            with suppress(OSError):
                _unlock(self._file, _WRITING)
        with self._guard:
            self._last_step = time.monotonic()
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    def close(self) -> None:
        """Give the lock file back. Nobody may be in line."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _join(self, deadline: float, most: int) -> float:
        ticket = threading.Lock()
        ticket.acquire()
        now = time.monotonic()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                self._last_step = now
                return deadline
            if len(self._waiting) >= most:
                if now - self._last_step > LONG:
                    raise LineTimeoutError
                deadline = min(deadline, now + LONG)
            self._waiting.append(ticket)
        if not ticket.acquire(timeout=max(0.0, deadline - now)):
            self._give_up(ticket)
        return deadline

    def _give_up(self, ticket: threading.Lock) -> None:
        with self._guard:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                raise LineTimeoutError
        # The turn came at the last moment; it is taken, so that it is handed on.

    def _pass_other_processes(self, deadline: float) -> None:
        try:
            file = self._opened()
            _lock(file, _NEXT, deadline)
            try:
                _lock(file, _WRITING, deadline)
            finally:
                _unlock(file, _NEXT)
        except OSError:
            log.debug("no lock file, so processes write in no order", exc_info=True)

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


def _lock(file: int, byte: int, deadline: float) -> None:
    # No lock of files can be waited for with a time limit, so it is tried again and again; only
    # one thread of a process does so at a time.
    pause = _FIRST_PAUSE
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            return
        except (BlockingIOError, PermissionError):  # POSIX allows either
            if time.monotonic() + pause > deadline:
                raise LineTimeoutError from None
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _unlock(file: int, byte: int) -> None:
    fcntl.lockf(file, fcntl.LOCK_UN, 1, byte)


_lines: dict[str, Line] = {}
_new_line = threading.Lock()


def line_of(path: str) -> Line:
    """Return the line of this process for the database at `path`."""
    line = _lines.get(path)
    if line is None:
        with _new_line:
            line = _lines.setdefault(path, Line(path))
    return line


def _forget_all() -> None:
    # A child has none of its parent's threads, and stands in no line.
    global _new_line
    _new_line = threading.Lock()
    for line in _lines.values():
        line.close()
    _lines.clear()


os.register_at_fork(after_in_child=_forget_all)
