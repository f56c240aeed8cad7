"""Load the shipped FAQ entries."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from intake.audit import trail
from intake.enums import AuditKind
from intake.services import faq


class Command(BaseCommand):
    """Add the missing shipped questions; existing ones stay unchanged."""

    help = "Load the shipped FAQ entries from intake/faq/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the entries and print how many were added."""
        try:
            with transaction.atomic():
                added = faq.load_first_entries()
                if added:
                    detail = {"did": "loaded", "count": added, "by": "command_line"}
                    trail.record(AuditKind.ANSWER, actor=None, now=timezone.now(), **detail)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if added:
            self.stdout.write(f"{added} questions added.")
