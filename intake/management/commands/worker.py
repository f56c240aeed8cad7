"""The worker: delivers the outbox, fills the blind index, and does what the clock asks for."""

from __future__ import annotations

import logging
import signal
import threading
import time
import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from intake import limits, outbox
from intake.services import cleaning, drafting
from intake.services.claiming import hand_back_stale
from intake.services.digest import write_digest
from intake.services.indexing import index_new
from intake.services.promise import count_promise
from intake.services.retention import forget_traces, purge, wind_clocks
from intake.services.waiting import end_waits

_PAUSE = 1.0  # seconds between two looks at an empty outbox
_CLOCK_WORK_EVERY = 60.0  # seconds of a clock that nobody can set back
_SLOW_WORK_EVERY = 3600.0
_CLOCK_WORK = (write_digest, end_waits, hand_back_stale, purge, limits.sweep, drafting.sweep)
_SLOW_WORK = (cleaning.clear_all, count_promise, lambda _now: wind_clocks(), lambda _now: forget_traces())
_A_ROUND = 20  # messages sent before other work has its turn; a hanging server costs 20 s each

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run until told to stop (SIGTERM or SIGINT), finishing the message in hand."""

    help = "Deliver outbox messages, index new submissions, purge what is over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --once."""
        parser.add_argument("--once", action="store_true", help="do what is ready now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work in rounds; a database that is away is waited for."""
        self.stopping = threading.Event()
        self.name = uuid.uuid4()
        self.unreadable: set[object] = set()
        self.next_clock_work = self.next_slow_work = time.monotonic()
        if once:
            self._send()
            self._index()
            self._mind_the_clock()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        log.info("worker started")
        while not self.stopping.is_set():
            close_old_connections()
            busy = False
            for work in (self._send, self._index, self._mind_the_clock):
                try:
                    busy = work() or busy
                except Exception:  # one kind of work that fails must not end the other
                    log.exception("worker could not finish, will try again")
            if not busy:
                self.stopping.wait(_PAUSE)
        log.info("worker stopped")

    def _send(self) -> bool:
        """Deliver some of the messages that are ready; return whether there were any."""
        for number in range(_A_ROUND):
            message = None if self.stopping.is_set() else outbox.claim(self.name, timezone.now())
            if message is None:
                return number > 0
            outbox.deliver(message, timezone.now(), clock=timezone.now)
        return True

    def _index(self) -> bool:
        """Index new submissions where the keys are; return whether there were any."""
        return settings.SEALING_PRIVATE_KEYS_FILE is not None and index_new(self.unreadable) > 0

    def _mind_the_clock(self) -> bool:
        """Once a minute, and some once an hour, do what is due by the clock; never in a hurry."""
        if time.monotonic() < self.next_clock_work:
            return False
        self.next_clock_work = time.monotonic() + _CLOCK_WORK_EVERY
        now = timezone.now()
        for work in _CLOCK_WORK:
            work(now)
        if time.monotonic() >= self.next_slow_work:
            self.next_slow_work = time.monotonic() + _SLOW_WORK_EVERY
            for work in _SLOW_WORK:
                work(now)
        return False
