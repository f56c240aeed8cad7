"""Includes like `[[helplines crisis]]`: charts, help lines, and the source index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content import charts
from content.data.site_data import SiteData
from content.errors import MarkupError


@dataclass(frozen=True)
class IncludeContext:
    """What an include needs from its page.

    `cite` takes ids of sources and returns their numbers as HTML. `numbers` maps the sources that are
    already cited to their numbers.
    """

    root: Path
    data: SiteData
    cite: Callable[[Iterable[str]], SafeString]
    numbers: Mapping[str, int]


def include(kind: str, name: str, context: IncludeContext) -> SafeString | None:
    """Return the HTML of an include, or None if it is deferred until all pages are loaded.

    Raises MarkupError, or ContentError if the error is in a data file.
    """
    if kind in DEFERRED:
        if name:
            raise MarkupError(f"[[{kind}]] takes no name; remove it")
        return None
    if kind not in KINDS:
        raise MarkupError(f"[[{kind}]] is not known; the kinds are {', '.join([*KINDS, *DEFERRED])}")
    if not name:
        raise MarkupError(f"add a name: [[{kind} name]]")
    return KINDS[kind](name, context)


def _chart(name: str, context: IncludeContext) -> SafeString:
    known = charts.names(context.root)
    if name not in known:
        raise MarkupError(f"there is no chart {name!r}; known charts: {', '.join(known) or 'none'}")
    context.cite(charts.references(name, context.root))
    return charts.render(name, context.root, context.numbers, context.data.references)


def _helplines(name: str, context: IncludeContext) -> SafeString:
    lines = context.data.helplines.named(name)
    if not lines:
        known = ", ".join([*context.data.helplines.groups, *context.data.helplines.lines])
        raise MarkupError(
            f"{name!r} is neither a group nor a line of helplines.yaml; known names: {known or 'none'}"
        )
    entries = [{"line": line, "sources": context.cite(line.source)} for line in lines]
    return render_to_string("components/helplines.html", {"entries": entries})


#: The function that renders each kind of include.
KINDS: Mapping[str, Callable[[str, IncludeContext], SafeString]] = {"chart": _chart, "helplines": _helplines}
#: Kinds that need all pages. content/source_index.py fills them in when all pages are loaded.
DEFERRED = ("claims", "sources")
