"""The claims command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content import source_index
from content.library import library


class Command(BaseCommand):
    """Print all claims, or those based on one source."""

    requires_system_checks = ()
    help = "List all claims with their certainty, sources, and pages, or only those based on one source."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the --reference option."""
        parser.add_argument("--reference", metavar="ID", help="list only what is based on this source")

    def handle(self, *args: Any, reference: str | None = None, **options: Any) -> None:
        """Print the claims. With --reference, also print the pages that cite the source."""
        site = library()
        if reference and reference not in site.data.references:
            raise CommandError(
                f"There is no source {reference!r}; see content/data/references.yaml for the ids."
            )
        for entry in source_index.claims(site.data, site.pages.values()):
            if not reference or reference in entry.claim.references:
                self._print_claim(entry)
        if reference:
            every = source_index.sources(site.data, site.pages.values())
            pages = next(entry.pages for entry in every if entry.name == reference)
            self.stdout.write(f"Pages that cite {reference}: {_paths(pages)}")

    def _print_claim(self, entry: source_index.ClaimEntry) -> None:
        claim = entry.claim
        self.stdout.write(f"{entry.name}  ({claim.certainty}, checked {claim.date:%Y-%m-%d})")
        self.stdout.write(f"  {claim.text}")
        self.stdout.write(f"  based on {', '.join(claim.references)}; made on {_paths(entry.pages)}\n\n")


def _paths(pages: tuple) -> str:
    return ", ".join(page.path for page in pages) or "no page"
