"""The index of all claims and sources of the site, with the pages that use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.data.claims import Claim
from content.data.references import Reference
from content.data.site_data import SiteData
from content.page import Page


@dataclass(frozen=True)
class ClaimEntry:
    """A claim with its sources and the pages that make it."""

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


def claims(data: SiteData, pages: Iterable[Page]) -> list[ClaimEntry]:
    """Return all claims in the order of claims.yaml."""
    pages = _in_order(pages)
    return [
        ClaimEntry(
            name,
            claim,
            tuple(data.references[source] for source in claim.references),
            tuple(page for page in pages if name in page.claims),
        )
        for name, claim in data.claims.items()
    ]


def sources(data: SiteData, pages: Iterable[Page]) -> list[SourceEntry]:
    """Return all sources in the order of references.yaml."""
    pages = _in_order(pages)
    return [
        SourceEntry(
            name, reference, tuple(page for page in pages if name in {cited for cited, _ in page.references})
        )
        for name, reference in data.references.items()
    ]


def fill(html: str, deferred: Mapping[str, str], data: SiteData, pages: Iterable[Page]) -> SafeString:
    """Return the body with its deferred includes, which need all pages, filled in.

    `deferred` maps each placeholder in `html` to the kind of its include.
    """
    entries = {"claims": claims, "sources": sources}
    for placeholder, kind in deferred.items():
        part = render_to_string(
            f"components/source_index_{kind}.html", {"entries": entries[kind](data, pages)}
        )
        html = html.replace(placeholder, part)
    return SafeString(html)


def _in_order(pages: Iterable[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: (page.metadata.section, page.metadata.order, page.slug))
