"""Links inside the site lead to a page or a route, and to a place on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from content.library import Library, Page
from content.lint.finding import Finding

BROKEN_LINK = "content.E001"
BROKEN_PLACE = "content.E002"


def findings(library: Library, is_route: Callable[[str], bool]) -> Iterator[Finding]:
    """Yield each internal link that leads nowhere.

    `is_route` tells whether a path that is no page is answered by another part of the site. The
    places on such routes are not known here.
    """
    pages = {page.path: page for page in library.pages.values()}
    for page in library.pages.values():
        for passage in page.passages:
            for href in passage.links:
                found = _fault(href, page, pages, is_route)
                if found:
                    yield Finding(found[0], page.file, passage.line, found[1], found[2])


def _fault(
    href: str, page: Page, pages: dict[str, Page], is_route: Callable[[str], bool]
) -> tuple[str, str, str] | None:
    link = urlsplit(href)
    if link.scheme or link.netloc:
        return None
    target = pages.get(link.path) if link.path else page
    if target is None and not (link.path.startswith("/") and is_route(link.path)):
        mend = "Write the path of a page with a slash before and after it, like /crisis/."
        return BROKEN_LINK, f"The link {href!r} leads nowhere.", mend
    if target and link.fragment and link.fragment not in places(target):
        mend = "After # write the heading in small letters, with hyphens between its words."
        return BROKEN_PLACE, f"The link {href!r} leads to a place that {target.path} does not have.", mend
    return None


def places(page: Page) -> set[str]:
    """Return the ids on a page to which a link may lead."""
    parts = {
        "content": True,
        "status-box": page.status,
        "key-takeaways": page.key_takeaways,
        "questions": page.head.show_faq,
        "callback": page.head.show_callback,
        "sources": page.references,
        "related": page.head.related,
        "pages": page.head.hub,
    }
    return {
        *(part for part, there in parts.items() if there),
        *(heading.id for heading in page.headings),
        *page.card_ids,
        *(f"source-{number}" for number in range(1, len(page.references) + 1)),
    }
