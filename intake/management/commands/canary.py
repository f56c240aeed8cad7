"""Send a canary."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.utils import timezone

from intake.services.jobs import canary
from intake.services.jobs.canary_walk import CanaryFailed, CanaryWalk


class Command(BaseCommand):
    """Run it on the staff side once an hour. It stores its result and leaves no request behind."""

    help = "Send a synthetic request through the public form, the database and the outbox, and open it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --url and --wait."""
        parser.add_argument(
            "--url", default=settings.SITE_URL, help="URL of the public site (default: SITE_URL)"
        )
        parser.add_argument(
            "--wait", type=float, default=60, help="time limit for the outbox in seconds (default: 60)"
        )

    def handle(self, *args: Any, url: str, wait: float, **options: Any) -> None:
        """Run the canary, store the result and clean up. Raises CommandError if a step failed."""
        if not canary.are_configured() or settings.SEALING_PRIVATE_KEYS_FILE is None:
            raise CommandError("the canary needs CANARY_KEY_FILE and the staff side's private key")
        walk, started, failed = CanaryWalk(url, wait), time.monotonic(), None
        try:
            for step in walk.steps():
                self.stdout.write(f"{step} ok")
                self.stdout.flush()
        except CanaryFailed as error:
            failed = error
        except DatabaseError as error:
            failed = CanaryFailed("database", type(error).__name__)
        self._record(walk, failed, time.monotonic() - started)
        if failed:
            raise CommandError(f"the canary did not come through. {failed}")

    def _record(self, walk: CanaryWalk, failed: CanaryFailed | None, seconds: float) -> None:
        now = timezone.now()
        try:
            canary.remove(walk.found, now)
            canary.record_run(now, failed.step if failed else "", round(seconds, 3))
        except DatabaseError as error:
            raise CommandError(f"cannot store the result of the canary: {type(error).__name__}") from None
