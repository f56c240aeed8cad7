"""Pictures in three widths and three formats, and a share card for each page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinic_site import image_files
from content.faults import ContentError


class Command(BaseCommand):
    """Make what is missing or out of date; `collectstatic` does the same without a word."""

    help = "Make the pictures and share cards that are missing or out of date."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, with progress."""
        try:
            made = image_files.build(self._say)
        except ContentError as error:
            raise CommandError(str(error)) from None
        if made:
            self.stdout.write(f"{made} pictures and share cards made.")

    def _say(self, number: int, of: int, name: str) -> None:
        if number == 1:
            self.stdout.write("Making pictures and share cards …")
        elif number % 10 == 0:
            self.stdout.write(f"  {number} of {of}")
        self.stdout.flush()
