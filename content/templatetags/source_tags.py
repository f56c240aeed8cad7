"""Links to sources and pages of the library, for templates that know only their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import template

from content.library import library

register = template.Library()


@register.inclusion_tag("components/sources.html")
def sources(names: Iterable[str], *, say_unknown: bool = False) -> dict[str, Any]:
    """Show sources by their ids in the register, in one line.

    Unknown ids are left out; `say_unknown` names them instead, for those who can mend it.
    """
    register_of_all = {name: each for page in library().pages.values() for name, each in page.references}
    names = list(names)
    return {
        "sources": [register_of_all[name] for name in names if name in register_of_all],
        "unknown": [name for name in names if name not in register_of_all] if say_unknown else [],
    }


@register.inclusion_tag("components/read_more.html")
def read_more(path: str, *, say_unknown: bool = False) -> dict[str, Any]:
    """Show a link to a page, or a place on it, in its own words; nothing where there is no such page.

    `say_unknown` says instead that there is none, for those who can mend it.
    """
    parts = urlsplit(path)
    page = next((page for page in library().pages.values() if page.path == parts.path), None)
    if page is None:
        return {"unknown": path if say_unknown else ""}
    places = {heading.id: heading.text for heading in page.headings}
    if parts.fragment in places:
        return {"path": path, "label": places[parts.fragment]}
    return {"path": page.path, "label": page.head.title}
