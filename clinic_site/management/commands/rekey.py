"""Reencrypt everything with the current keys."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic_site.accounts.field_encryption import DecryptionError, rekey_factors
from clinic_site.core.progress import with_progress
from intake.audit import trail
from intake.crypto.keys import public_keys
from intake.crypto.sealing import KeyFileError, SealingError
from intake.enums import AuditKind
from intake.models import Submission
from intake.services.jobs.rekeying import close_old_audit_keys, left_on_old_keys, rekey


class Command(BaseCommand):
    """Run on the staff side after all processes have been restarted; the site can stay in use.

    The command can be interrupted and repeated at any time. `reindex` rebuilds the blind index.
    """

    help = "Reencrypt sealed rows, their MACs, second factors and the audit trail with the current keys."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rekey everything and print how much is left on old keys; exit with 1 if anything is."""
        changed: set[uuid.UUID] = set()
        try:
            done = self._rows(changed)
            factors = sum(1 for _ in rekey_factors())
            closed = close_old_audit_keys()
        except (KeyFileError, DecryptionError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{factors} second factors encrypted with the current key.")
        if closed:
            self.stdout.write("The audit trail now accepts new events only with its current key.")
        left = left_on_old_keys()
        self.stdout.write(f"{done} rows sealed with key {public_keys().current}; {left} left on old keys.")
        if changed:
            rows = Submission.with_canaries.filter(pk__in=changed)
            for row in rows:
                trail.record(AuditKind.ALTERED, actor=None, submission=row, now=timezone.now())
            names = ", ".join(sorted(row.reference for row in rows))
            raise CommandError(f"changed after they arrived, and not rekeyed: {names}")
        if left:
            raise CommandError(
                "rows arrived with an old key in the meantime: restart the public side, then run rekey again"
            )

    def _rows(self, changed: set[uuid.UUID]) -> int:
        done = 0
        try:
            for done in with_progress(rekey(changed), self.stdout, "{} rows …"):  # noqa: B007 (used below)
                pass
        except SealingError as error:
            raise CommandError(f"a row cannot be opened: {error}. {done} rows are done.") from None
        return done
