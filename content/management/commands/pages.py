"""The pages command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.library import ROOT, library
from content.lint import readability
from content.page import Page


class Command(BaseCommand):
    """Check all pages, then list the words, reading grade, and number of sources of each."""

    requires_system_checks = "__all__"  # includes the rules of content/lint
    help = "Check all pages, and list the words, reading grade, and number of sources of each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table. The system checks have already printed errors and warnings."""
        names = readability.load_names(ROOT / "lint" / "readability.yaml")
        pages = sorted(library().pages.values(), key=lambda page: (page.metadata.section, page.path))
        width = max(len(page.path) for page in pages)
        self.stdout.write(f"{'page':<{width}}  words  grade  sources")
        for page in pages:
            grade = readability.grade(_prose(page), names)
            self.stdout.write(
                f"{page.path:<{width}}  {grade.words:>5}  {grade.value:>5.1f}  {len(page.references):>7}"
            )
        self.stdout.write(f"{len(pages)} pages checked, no errors.")


def _prose(page: Page) -> list[str]:
    return [passage.text for passage in page.passages if passage.kind in readability.PROSE]
