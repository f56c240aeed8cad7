"""Recompute the blind index with the current index key."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinic_site.core.progress import Progress
from intake.crypto.sealing import SealingError
from intake.models import Submission
from intake.services.jobs.indexing import left_on_old_index_keys, reindex


class Command(BaseCommand):
    """Run it on the staff side; it is safe on a live site, and to interrupt and run again."""

    help = "Index every request with the current index key, so that older keys can be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Reindex with progress output. Raises CommandError if requests are left on an old key."""
        unreadable: set[uuid.UUID] = set()
        try:
            total = left_on_old_index_keys()
            totals = Progress(self.stdout, f"{{}} of {total} requests …").over(reindex(unreadable))
            done = max(totals, default=0)
            left = left_on_old_index_keys()
        except SealingError as error:
            raise CommandError(f"{error}; run this with the staff side's environment") from None
        self.stdout.write(f"{done} requests indexed with the current key; {left} left on old keys.")
        if unreadable:
            rows = Submission.objects.filter(pk__in=unreadable)
            names = ", ".join(sorted(rows.values_list("reference", flat=True)))
            raise CommandError(f"these cannot be opened and can only be found by reference: {names}")
        if left:
            raise CommandError(
                "some were indexed with an old key meanwhile: restart the worker, then run this again"
            )
