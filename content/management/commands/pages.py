"""The pages command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clinic_site.core.languages import codes
from content.checks import check_dates
from content.library import ROOT, in_all_languages
from content.lint import readability
from content.lint.reading import level_of


class Command(BaseCommand):
    """Check all pages, then list the words, reading level, and number of sources of each."""

    requires_system_checks = "__all__"  # includes the rules of content/lint
    help = "Check all pages, and list the words, reading level, and number of sources of each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is due, and the table. The system checks have already printed what else they found."""
        for due in check_dates():
            self.stderr.write(str(due))
        names = readability.load_names(ROOT / "lint" / "readability.yaml")
        # In Spanish the level is not a grade but an ease: 55 to 65 is normal, more is easier.
        pages = sorted(
            in_all_languages(),
            key=lambda page: (codes().index(page.language), page.metadata.section, page.path),
        )
        width = max(len(page.path) for page in pages)
        self.stdout.write(f"{'page':<{width}}  words  level  sources")
        for page in pages:
            grade = level_of(page, names)
            self.stdout.write(
                f"{page.path:<{width}}  {grade.words:>5}  {grade.value:>5.1f}  {len(page.references):>7}"
            )
        self.stdout.write(f"{len(pages)} pages checked, no errors.")
