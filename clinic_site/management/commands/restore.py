"""Restoring a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.backups import RestoreError, read_backup, restore_backup
from clinic_site.vault import VaultError


class Command(BaseCommand):
    """Needs the private key, and a database in which nothing is but what `migrate` makes."""

    help = "Put a backup into an empty database, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and --check."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="only see whether it is whole and opens here"
        )

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        """Restore, and say how much."""
        self.stdout.write("Reading …")
        self.stdout.flush()
        try:
            with file.open("rb") as source:
                if check:
                    lines = sum(1 for _ in read_backup(source))
                    self.stdout.write(f"{file} is whole and opens here: {lines - 1} rows")
                    return
                counts = restore_backup(source)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except (VaultError, RestoreError) as error:
            raise CommandError(f"{file}: {error}. Nothing was changed.") from None
        self.stdout.write(f"{sum(counts.values())} rows restored.")
