"""What the site rests on as a whole: each claim and each source, with the pages that use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.claims import Claim
from content.references import Reference
from content.registers import Registers

if TYPE_CHECKING:
    from content.library import Page


@dataclass(frozen=True)
class ClaimEntry:
    """A claim with its sources and the pages that mark it."""

    name: str
    claim: Claim
    sources: tuple[Reference, ...]
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class SourceEntry:
    """A source with the pages that cite it."""

    name: str
    reference: Reference
    pages: tuple[Page, ...]


def claims(registers: Registers, pages: Iterable[Page]) -> list[ClaimEntry]:
    """Return every claim in the order of the file."""
    pages = _in_order(pages)
    return [
        ClaimEntry(
            name,
            claim,
            tuple(registers.references[source] for source in claim.references),
            tuple(page for page in pages if name in page.claims),
        )
        for name, claim in registers.claims.items()
    ]


def sources(registers: Registers, pages: Iterable[Page]) -> list[SourceEntry]:
    """Return every source in the order of the file."""
    pages = _in_order(pages)
    return [
        SourceEntry(
            name, reference, tuple(page for page in pages if name in {cited for cited, _ in page.references})
        )
        for name, reference in registers.references.items()
    ]


def fill(html: str, waiting: Mapping[str, str], registers: Registers, pages: Iterable[Page]) -> SafeString:
    """Return a body with the includes put in that had to wait for the other pages."""
    entries = {"claims": claims, "sources": sources}
    for place, kind in waiting.items():
        part = render_to_string(
            f"components/ledger_{kind}.html", {"entries": entries[kind](registers, pages)}
        )
        html = html.replace(place, part)
    return SafeString(html)


def _in_order(pages: Iterable[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: (page.head.section, page.head.order, page.slug))
