"""Writing a backup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.backups import write_backup


class Command(BaseCommand):
    """Needs only the public key: whoever makes backups cannot read them."""

    help = "Write the whole database into one file that only the holder of the private key can read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Write beside the file first: a backup that is there is whole."""
        if file.exists():
            raise CommandError(f"{file} is there already; a backup is never overwritten")
        unfinished = file.with_name(f"{file.name}.unfinished")
        self.stdout.write("Writing …")
        self.stdout.flush()
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                counts = write_backup(out)
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(file)
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from None
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{sum(counts.values())} rows in {file} ({file.stat().st_size} bytes)")
