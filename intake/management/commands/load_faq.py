"""Loading the first questions people ask."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.services import faq


class Command(BaseCommand):
    """Add the shipped questions that are not there; edited ones stay as they are."""

    help = "Load the first FAQ entries from intake/faq/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many were new."""
        try:
            added = faq.load_first_entries()
        except ValueError as error:
            raise CommandError(str(error)) from None
        if added:
            self.stdout.write(f"{added} questions added.")
