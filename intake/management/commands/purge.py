"""Purge at once what the worker purges gradually, and report how much it was."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from clinic_site.core.progress import Progress
from intake.enums import Outcome, Status
from intake.services.jobs.cleaning import cleanups
from intake.services.jobs.retention import (
    Ending,
    checkpoint_wal,
    due_by_ending,
    purge_each,
    set_missing_purge_dates,
)


class Command(BaseCommand):
    """Run it with the staff side's environment; it can be interrupted and run again at any time."""

    help = "Destroy the content of closed requests whose retention has ended, and expired rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --dry-run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would be destroyed, without changing anything"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Purge, and print how many rows of each kind."""
        now = timezone.now()
        done = due_by_ending(now) if dry_run else self._purge(now)
        for (status, outcome), count in sorted(done.items()):
            self.stdout.write(f"{count} requests, {_label((status, outcome))}")
        self.stdout.write(f"{done.total()} requests {'to be purged' if dry_run else 'purged'}.")
        for cleanup in cleanups():
            count = cleanup.count(now) if dry_run else cleanup.clear(now)
            self.stdout.write(f"{count} {cleanup.name} {'to be deleted' if dry_run else 'deleted'}.")
        if not dry_run and not checkpoint_wal():
            self.stdout.write(
                "The database has readers; the worker will clear the write-ahead log within the hour."
            )
        self.stdout.write("The audit trail is kept.")

    def _purge(self, now: Any) -> Counter[Ending]:
        set_missing_purge_dates()
        return Counter(Progress(self.stdout, "{} requests …").over(purge_each(now)))


def _label(ending: Ending) -> str:
    status, outcome = ending
    how = Status(status).label.lower()
    return f"{how}: {Outcome(outcome).label}" if outcome else f"{how} by the patient"
