"""Restore a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from clinic_site.core.progress import Progress
from clinic_site.ops.backup import RestoreError, RestoreKeys, check_backup, restore_backup
from clinic_site.ops.backup_file import BackupFileError
from intake.crypto.sealing import KeyFileError


class Command(BaseCommand):
    """Restore into a freshly migrated database, with two files from the safe.

    Don't take the verification keys from where the backup is stored: an intruder could replace
    both.
    """

    help = "Restore a signed backup into an empty database, in one transaction."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file, --check and the key file arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check",
            action="store_true",
            help="only check the backup, and whether this release can restore it",
        )
        parser.add_argument(
            "--identity",
            type=Path,
            default=settings.BACKUP_IDENTITY_FILE,
            help="age identity from the safe (default: BACKUP_IDENTITY_FILE)",
        )
        parser.add_argument(
            "--verify-keys",
            type=Path,
            default=settings.BACKUP_VERIFY_KEYS_FILE,
            help="public keys, one of which must have signed the backup (default: BACKUP_VERIFY_KEYS_FILE)",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        check: bool,
        identity: Path | None,
        verify_keys: Path | None,
        **options: Any,
    ) -> None:
        """Restore or check the backup and print the number of rows."""
        if identity is None or verify_keys is None:
            raise CommandError("set --identity and --verify-keys to the two files from the safe")
        keys, progress = RestoreKeys(identity, verify_keys), Progress(self.stdout, "{} rows …")
        self.stdout.write("Reading …")
        self.stdout.flush()
        try:
            with file.open("rb") as source:
                if check:
                    written, count = check_backup(source, keys, progress)
                    self.stdout.write(
                        f"{file} was written at {written:%Y-%m-%d %H:%M} UTC. "
                        f"Its signature is valid and it is complete: {count} rows"
                    )
                    return
                counts = restore_backup(source, keys, progress)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except KeyFileError as error:
            raise CommandError(f"{error}. Nothing was changed.") from None
        except (BackupFileError, RestoreError) as error:
            raise CommandError(f"{file}: {error}. Nothing was changed.") from None
        except DatabaseError as error:  # its text may quote a row
            raise CommandError(
                f"the database cannot be used ({type(error).__name__}): is it running, and was `migrate` run "
                "with this release? Nothing was changed."
            ) from None
        self.stdout.write(f"{sum(counts.values())} rows restored.")
