"""Destroying now what the worker destroys by and by, and telling how much that is."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from intake.enums import Outcome, Status
from intake.services.cleaning import clocks
from intake.services.retention import Ending, due_by_ending, forget_traces, purge_each, wind_clocks

_TELL_EVERY = 2.0  # seconds


class Command(BaseCommand):
    """Run with the staff side's environment; it can be stopped and run again at any time."""

    help = "Destroy what was written in closed requests whose time has come, and rows that are over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Do it, and say how many of each kind."""
        now = timezone.now()
        done = due_by_ending(now) if dry_run else self._purge(now)
        for (status, outcome), count in sorted(done.items()):
            self.stdout.write(f"{count} requests, {_told((status, outcome))}")
        self.stdout.write(f"{done.total()} requests {'to be purged' if dry_run else 'purged'}.")
        for clock in clocks():
            count = clock.count(now) if dry_run else clock.clear(now)
            self.stdout.write(f"{count} {clock.name} {'to be deleted' if dry_run else 'deleted'}.")
        if not dry_run and not forget_traces():
            self.stdout.write("Somebody reads just now: traces in the log go within the hour, by the worker.")
        self.stdout.write("The audit trail is kept.")

    def _purge(self, now: Any) -> Counter[Ending]:
        wind_clocks()
        told, done = time.monotonic(), Counter()
        for ending in purge_each(now):
            done[ending] += 1
            if time.monotonic() - told > _TELL_EVERY:
                self.stdout.write(f"{done.total()} requests …")
                self.stdout.flush()
                told = time.monotonic()
        return done


def _told(ending: Ending) -> str:
    status, outcome = ending
    how = Status(status).label.lower()
    return f"{how}: {Outcome(outcome).label}" if outcome else f"{how} by the patient"
