"""Listing what the site claims, and on which grounds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content import ledger
from content.library import library


class Command(BaseCommand):
    """Print the ledger of claims, or what rests on one source."""

    requires_system_checks = ()
    help = "List the claims of the pages, with certainty, sources and pages; or what rests on one source."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the id of one source."""
        parser.add_argument("--reference", metavar="ID", help="only what rests on this source")

    def handle(self, *args: Any, reference: str | None = None, **options: Any) -> None:
        """Print the claims, and for one source also the pages that cite it."""
        shelf = library()
        if reference and reference not in shelf.registers.references:
            raise CommandError(f"There is no source {reference!r}; the ids stand in content/references.yaml.")
        for entry in ledger.claims(shelf.registers, shelf.pages.values()):
            if not reference or reference in entry.claim.references:
                self._print_claim(entry)
        if reference:
            every = ledger.sources(shelf.registers, shelf.pages.values())
            pages = next(entry.pages for entry in every if entry.name == reference)
            self.stdout.write(f"Pages that cite {reference}: {_paths(pages)}")

    def _print_claim(self, entry: ledger.ClaimEntry) -> None:
        claim = entry.claim
        self.stdout.write(f"{entry.name}  ({claim.certainty}, checked {claim.date:%Y-%m-%d})")
        self.stdout.write(f"  {claim.text}")
        self.stdout.write(f"  rests on {', '.join(claim.references)}; marked on {_paths(entry.pages)}\n\n")


def _paths(pages: tuple) -> str:
    return ", ".join(page.path for page in pages) or "no page"
