"""Write a backup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.utils import timezone

from clinic_site.core.progress import Progress
from clinic_site.ops.backup import write_backup
from intake.crypto.sealing import KeyFileError
from intake.services.jobs.heartbeats import BACKUP, record_heartbeat


class Command(BaseCommand):
    """Write a backup with the recipient and the signing key; this process cannot decrypt it."""

    help = "Write the whole database to one file that only the identity in the safe can decrypt."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file argument."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Write to a temporary name first, so that a file with the final name is complete."""
        if file.exists():
            raise CommandError(f"{file} already exists; a backup is never overwritten")
        unfinished = file.with_name(f"{file.name}.unfinished")
        self.stdout.write("Writing …")
        self.stdout.flush()
        try:
            descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(
                f"{unfinished} exists: another backup is writing it, or was cut off; choose another name"
            ) from None
        except OSError as error:
            raise CommandError(f"{unfinished}: {error.strerror}") from None
        try:
            with os.fdopen(descriptor, "w+b") as out:
                counts = write_backup(out, Progress(self.stdout, "{} rows …"))
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(file)
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from None
        except KeyFileError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"the database cannot be read: {type(error).__name__}") from None
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{sum(counts.values())} rows in {file} ({file.stat().st_size} bytes)")
        try:
            record_heartbeat(BACKUP, timezone.now())
        except DatabaseError as error:
            raise CommandError(
                f"the backup is complete, but its time cannot be noted for staff: {type(error).__name__}"
            ) from None
