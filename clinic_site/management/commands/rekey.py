"""Reencrypt everything with the current keys."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic_site.accounts.field_encryption import DecryptionError, rekey_factors
from clinic_site.core.progress import Progress
from intake.audit import trail
from intake.crypto.keys import public_keys
from intake.crypto.sealing import KeyFileError, SealingError
from intake.enums import AuditKind
from intake.models import Submission
from intake.models.answers import ChangedSinceArrival
from intake.services.jobs.rekeying import close_old_audit_keys, left_on_old_keys, rekey


class Command(BaseCommand):
    """Run on the staff side after all processes have been restarted; the site can stay in use.

    The command can be interrupted and repeated at any time. `reindex` rebuilds the blind index.
    """

    help = "Reencrypt sealed rows, their MACs, second factors and the audit trail with the current keys."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rekey everything and print how much is left on old keys; exit with 1 if anything is."""
        skipped: dict[uuid.UUID, SealingError] = {}
        try:
            done = max(Progress(self.stdout, "{} rows …").over(rekey(skipped)), default=0)
            factors = sum(1 for _ in rekey_factors())
            closed = close_old_audit_keys()
        except (KeyFileError, SealingError, DecryptionError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{factors} second factors encrypted with the current key.")
        if closed:
            self.stdout.write("The audit trail now accepts new events only with its current key.")
        left = left_on_old_keys()
        self.stdout.write(f"{done} rows sealed with key {public_keys().current}; {left} left on old keys.")
        if skipped:
            raise CommandError(_report(skipped))
        if left:
            raise CommandError(
                "rows arrived with an old key in the meantime: restart the public side, then run rekey again"
            )


def _report(skipped: dict[uuid.UUID, SealingError]) -> str:
    """Return which requests were not rekeyed, and why. Altered ones are recorded in the audit trail."""
    reasons: dict[str, list[str]] = {}
    for row in Submission.with_canaries.filter(pk__in=skipped).order_by("reference"):
        error = skipped[row.pk]
        if isinstance(error, ChangedSinceArrival):
            trail.record(AuditKind.ALTERED, actor=None, submission=row, now=timezone.now())
        reasons.setdefault(str(error), []).append(row.reference)
    return "not rekeyed: " + "; ".join(f"{', '.join(names)} ({reason})" for reason, names in reasons.items())
