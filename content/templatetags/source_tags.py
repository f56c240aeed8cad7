"""Template tags that link to sources and pages by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings

from content.library import library
from content.page import Page

register = template.Library()


@register.inclusion_tag("components/sources.html")
def sources(names: Iterable[str], *, say_unknown: bool = False, labeled: bool = True) -> dict[str, Any]:
    """Render links to sources by their ids, below the word "Sources" unless a heading says it.

    Unknown ids are omitted. With `say_unknown` they are listed, for staff who can fix them.
    """
    known = {name: each for page in library().pages.values() for name, each in page.references}
    names = list(names)
    return {
        "labeled": labeled,
        "sources": [known[name] for name in names if name in known],
        "unknown": [name for name in names if name not in known] if say_unknown else [],
    }


@register.inclusion_tag("components/read_more.html")
def read_more(path: str, *, say_unknown: bool = False) -> dict[str, Any]:
    """Render a link to a page or a heading in the current language, labeled with its title.

    `path` is that of the page in English or in the current language. Unknown pages render nothing.
    With `say_unknown` the path is shown, for staff who can fix it.
    """
    parts = urlsplit(path)
    page = _page_at(parts.path)
    if page is None:
        return {"unknown": path if say_unknown else ""}
    headings = {heading.id: heading.text for heading in page.headings}
    if parts.fragment in headings:
        return {"path": f"{page.path}#{parts.fragment}", "label": headings[parts.fragment]}
    return {"path": page.path, "label": page.metadata.title}


def _page_at(path: str) -> Page | None:
    english, translated = library(settings.LANGUAGE_CODE).pages, library().pages
    pairs = ((page, translated.get(slug, page)) for slug, page in english.items())
    return next((shown for page, shown in pairs if path in {page.path, shown.path}), None)
