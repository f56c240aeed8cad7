"""Create separate key files for keys that were derived from the index key, and for backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic_site.ops.key_files import make_backup_keys, split_keys
from intake.crypto.sealing import KeyFileError


class Command(BaseCommand):
    """Run once after an upgrade from release 0.1, as the staff side's user. Existing files are kept."""

    help = "Create missing key files in a folder and print the settings for them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the folder argument."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Create the files, with the old keys as fallbacks so that existing data stays valid."""
        if settings.ROLE == "public":
            raise CommandError("run this with the staff side's environment")
        try:
            files = split_keys(folder, settings.INDEX_KEY_FILE) | make_backup_keys(folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        except KeyFileError as error:
            raise CommandError(str(error)) from None
        identity = files.pop("BACKUP_IDENTITY_FILE")
        self.stdout.write("Add these lines to the staff side's settings, then restart it:")
        for name, path in files.items():
            self.stdout.write(f"{name}={path.resolve()}")
        self.stdout.write(
            f"Move {identity} into the safe, with a copy of {files['BACKUP_VERIFY_KEYS_FILE'].name}: "
            "a restore needs both, and nothing else can decrypt the backups."
        )
