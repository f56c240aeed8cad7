"""Reading all pages as the site does at its start, and telling how they read."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content import readability
from content.library import ROOT, Page, library


class Command(BaseCommand):
    """Check every page, then list words, school grade and number of sources of each."""

    requires_system_checks = "__all__"  # among them all that content/lint finds
    help = "Check all pages, and list the words, the school grade and the sources of each."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table. What must be mended was told before, by the checks."""
        names = readability.load_names(ROOT / "readability.yaml")
        pages = sorted(library().pages.values(), key=lambda page: (page.head.section, page.path))
        width = max(len(page.path) for page in pages)
        self.stdout.write(f"{'page':<{width}}  words  grade  sources")
        for page in pages:
            grade = readability.grade(_prose(page), names)
            self.stdout.write(
                f"{page.path:<{width}}  {grade.words:>5}  {grade.value:>5.1f}  {len(page.references):>7}"
            )
        self.stdout.write(f"{len(pages)} pages read; there is nothing to mend.")


def _prose(page: Page) -> list[str]:
    return [passage.text for passage in page.passages if passage.kind in readability.PROSE]
