"""Load the shipped FAQ entries, and reword those that the clinic has not edited."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from intake.audit import trail
from intake.enums import AuditKind
from intake.services import faq


class Command(BaseCommand):
    """Add missing shipped entries and update unedited ones; edited or reviewed entries stay unchanged."""

    help = "Load the shipped FAQ entries from intake/faq/. Entries edited or reviewed by the clinic stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the entries and print how many were added and how many were reworded."""
        try:
            with transaction.atomic():
                done = {"loaded": faq.load_shipped_entries(), "reworded": faq.reword_shipped_entries()}
                for did, count in done.items():
                    if count:
                        detail = {"did": did, "count": count, "by": "command_line"}
                        trail.record(AuditKind.ANSWER, actor=None, now=timezone.now(), **detail)
        except ValueError as error:
            raise CommandError(str(error)) from None
        for did, count in done.items():
            if count:
                self.stdout.write(f"FAQ entries {did}: {count}.")
