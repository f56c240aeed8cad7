"""Lint rule: internal links lead to an existing page or route, and to an existing id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from content.library import Library
from content.lint.finding import Finding
from content.page import Page

BROKEN_LINK = "content.E001"
BROKEN_PLACE = "content.E002"


def findings(library: Library, is_route: Callable[[str], bool]) -> Iterator[Finding]:
    """Yield all broken internal links.

    `is_route` returns whether another part of the site serves a path that is not a page. Fragments
    of links to such routes are not checked.
    """
    pages = {page.path: page for page in library.pages.values()}
    for page in library.pages.values():
        for passage in page.passages:
            for href in passage.links:
                found = _error(href, page, pages, is_route)
                if found:
                    yield Finding(found[0], page.file, passage.line, found[1], found[2])


def _error(
    href: str, page: Page, pages: dict[str, Page], is_route: Callable[[str], bool]
) -> tuple[str, str, str] | None:
    link = urlsplit(href)
    if link.scheme or link.netloc:
        return None
    target = pages.get(link.path) if link.path else page
    if target is None and not (link.path.startswith("/") and is_route(link.path)):
        hint = "Write the path of a page with a slash before and after it, like /crisis/."
        return BROKEN_LINK, f"The link {href!r} is broken.", hint
    if target and link.fragment and link.fragment not in link_targets(target):
        hint = "After # write the words of the heading in lowercase, with hyphens between them."
        return BROKEN_PLACE, f"The link {href!r} leads to an id that {target.path} does not have.", hint
    return None


def link_targets(page: Page) -> set[str]:
    """Return the ids on a page that links may lead to."""
    parts = {
        "content": True,
        "status-box": page.status,
        "key-takeaways": page.key_takeaways,
        "questions": page.metadata.show_faq,
        "callback": page.metadata.show_callback,
        "sources": page.references,
        "related": page.metadata.related,
        "pages": page.metadata.hub,
    }
    return {
        *(part for part, there in parts.items() if there),
        *(heading.id for heading in page.headings),
        *page.card_ids,
        *(f"source-{number}" for number in range(1, len(page.references) + 1)),
    }
