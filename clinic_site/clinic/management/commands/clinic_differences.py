"""Print how the clinic file differs from the facts in the admin."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from clinic_site.clinic.differences import differences


class Command(BaseCommand):
    """Print one line for each difference. The site uses the facts in the admin."""

    help = "Print how the clinic file differs from the facts in the admin."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the differences. Raises CommandError if the database can't be read."""
        try:
            found = list(differences())
        except DatabaseError as error:
            raise CommandError(f"the database cannot be read: {error}") from None
        for key, in_file, in_admin in found:
            self.stdout.write(f"{key}: {in_file!r} in the file, {in_admin!r} in the admin")
        if not found:
            self.stdout.write("The clinic file and the admin agree.")
