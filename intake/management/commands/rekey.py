"""Sealing old rows with the current key."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.keys import public_keys
from intake.sealing import SealingError
from intake.services.rekeying import left_on_old_keys, rekey

_TELL_EVERY = 2.0  # seconds


class Command(BaseCommand):
    """Run on the staff side, while the site is in use; it can be stopped and run again at any time."""

    help = "Seal every row anew that is sealed with an old key."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many rows are left on old keys."""
        told, done = time.monotonic(), 0
        try:
            for done in rekey():
                if time.monotonic() - told > _TELL_EVERY:
                    self.stdout.write(f"{done} rows …")
                    self.stdout.flush()
                    told = time.monotonic()
        except SealingError as error:
            raise CommandError(f"a row cannot be opened: {error}. {done} rows are done.") from None
        left = left_on_old_keys()
        self.stdout.write(f"{done} rows sealed with key {public_keys().current}; {left} left on old keys.")
        if left:
            raise CommandError(
                "rows came in on an old key meanwhile: restart the public side, then run again"
            )
