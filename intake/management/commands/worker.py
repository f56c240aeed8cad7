"""The worker: delivers the outbox, fills the blind index, and runs scheduled jobs."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from intake.mail import outbox
from intake.services.jobs import cleaning
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.jobs.counting import count_ahead
from intake.services.jobs.digest import write_digest
from intake.services.jobs.heartbeats import WORKER, record_heartbeat
from intake.services.jobs.indexing import index_new
from intake.services.jobs.retention import checkpoint_wal, purge, set_missing_purge_dates
from intake.services.requests import drafting
from intake.services.requests.patient_actions import apply_pending
from intake.services.requests.promise import count_promise
from intake.services.triage.claiming import hand_back_stale
from intake.services.triage.queue_time import refresh_queue_times
from intake.services.triage.waiting import end_long_waits, end_stuck_waits, end_waits
from intake.spam import limits

_PAUSE = 1.0  # seconds between polls of an empty outbox
_JOBS_EVERY = 60.0  # seconds of the monotonic clock
_HOURLY_JOBS_EVERY = 3600.0
_Job = Callable[[dt.datetime], object]


def _complete_purge_dates(_now: dt.datetime) -> None:
    set_missing_purge_dates()


def _checkpoint(_now: dt.datetime) -> None:
    checkpoint_wal()


_JOBS: tuple[_Job, ...] = (
    *(write_digest, end_waits, remind_of_call_backs, hand_back_stale, purge, limits.sweep, drafting.sweep),
    count_ahead,
)
_HOURLY_JOBS: tuple[_Job, ...] = (
    *(cleaning.clear_all, count_promise, end_stuck_waits, end_long_waits),
    *(refresh_queue_times, _complete_purge_dates, _checkpoint),
)
_BATCH = 20  # messages sent before other work gets a turn
_LONGEST_BATCH = 60.0  # seconds after which no other is sent: an unresponsive server costs 20 s for each

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT, then finish the current message and stop."""

    help = "Deliver outbox messages, index new submissions, and purge what has expired."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --once."""
        parser.add_argument("--once", action="store_true", help="do what is ready now, then exit")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work in rounds; while the database is unavailable, keep trying.

        Raises CommandError with --once if a job failed.
        """
        self.stopping = threading.Event()
        self.name = uuid.uuid4()
        self.unreadable: set[object] = set()
        self.failed: list[str] = []
        self.next_jobs = self.next_hourly_jobs = time.monotonic()
        if once:
            self._apply()
            self._send()
            self._index()
            self._run_jobs()
            if self.failed:
                raise CommandError(f"Failed, see the log: {', '.join(self.failed)}")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        log.info("worker started")
        while not self.stopping.is_set():
            close_old_connections()
            busy = False
            for work in (self._apply, self._send, self._index, self._run_jobs):
                try:
                    busy = work() or busy
                except Exception:  # a failure in one kind of work must not stop the others
                    log.exception("worker could not finish, will try again")
            if not busy:
                self.stopping.wait(_PAUSE)
        log.info("worker stopped")

    def _apply(self) -> bool:
        """Apply patients' actions, if this process has the keys; return whether there were any."""
        return (
            settings.SEALING_PRIVATE_KEYS_FILE is not None
            and apply_pending(self.unreadable, timezone.now()) > 0
        )

    def _send(self) -> bool:
        """Deliver a batch of ready messages; return whether there may be more."""
        end = time.monotonic() + _LONGEST_BATCH
        for number in range(_BATCH):
            is_over = self.stopping.is_set() or time.monotonic() >= end
            message = None if is_over else outbox.claim(self.name, timezone.now())
            if message is None:
                return number > 0
            outbox.deliver(message, timezone.now(), clock=timezone.now)
        return True

    def _index(self) -> bool:
        """Index new submissions, if this process has the keys; return whether there were any."""
        return settings.SEALING_PRIVATE_KEYS_FILE is not None and index_new(self.unreadable) > 0

    def _run_jobs(self) -> bool:
        """Run the scheduled jobs, some every minute and some every hour. Returns False."""
        if time.monotonic() < self.next_jobs:
            return False
        self.next_jobs = time.monotonic() + _JOBS_EVERY
        now = timezone.now()
        self.failed = []
        self._run_each(_JOBS, now)
        record_heartbeat(WORKER, now)
        if time.monotonic() >= self.next_hourly_jobs:
            self.next_hourly_jobs = time.monotonic() + _HOURLY_JOBS_EVERY
            self._run_each(_HOURLY_JOBS, now)
        return False

    def _run_each(self, jobs: Iterable[_Job], now: dt.datetime) -> None:
        """Run each job, even if one before it fails. A failure is logged; the job runs again next time."""
        for job in jobs:
            try:
                job(now)
            except Exception:
                name = f"{job.__module__}.{job.__name__}"
                self.failed.append(name)
                log.exception("worker job failed, will try again", extra={"job": name})
                close_old_connections()  # the next job reconnects if the connection was lost
