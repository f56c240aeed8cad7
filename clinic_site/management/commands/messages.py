"""Update the translation catalogs from code and templates."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.core.management.commands import makemessages

from clinic_site.ops.messages import is_translated


class Extraction(makemessages.Command):
    """Django's extraction, limited to files whose words a reader or a patient can see."""

    # With a stable order and no line numbers, a changed sentence changes one entry.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def find_files(self, root: str) -> list[Any]:
        """Return the files to read, in a stable order."""
        found = super().find_files(root)
        return [file for file in found if is_translated(os.path.normpath(file.path).replace(os.sep, "/"))]


class Command(BaseCommand):
    """Extract, merge and compile. Needs GNU gettext, and runs in the project's folder."""

    requires_system_checks: ClassVar[list[str]] = []
    help = "Update and compile the catalogs in locale/. Translate what is empty, then run it again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option for a new language."""
        parser.add_argument("--new", metavar="CODE", help="start the catalog of another language")

    def handle(self, *args: Any, new: str | None = None, **options: Any) -> None:
        """Update every catalog that exists, and the new one."""
        root = Path(settings.LOCALE_PATHS[0])
        languages = sorted(
            {path.name for path in root.iterdir() if path.is_dir()} | ({new} if new else set())
        )
        extract(languages)
        for catalog in sorted(root.glob("*/LC_MESSAGES/django.po")):
            drop_date(catalog)
            compiled = catalog.with_suffix(".mo")
            checks = ("--check-format", "--check-domain", "--statistics")
            subprocess.run(["msgfmt", *checks, "-o", compiled, catalog], check=True)  # noqa: S603, S607


def drop_date(catalog: Path) -> None:
    """Remove the time of the extraction, which would often be the only change."""
    lines = catalog.read_text().splitlines(keepends=True)
    catalog.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date:')))


def extract(languages: list[str]) -> None:
    """Write the words of the current folder into settings.LOCALE_PATHS[0], keeping translations."""
    call_command(
        Extraction(),
        locale=languages,
        extensions=["py,html,txt"],
        add_location="file",
        no_wrap=True,
        no_obsolete=True,
        verbosity=0,
    )
