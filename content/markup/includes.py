"""Includes like `[[helplines crisis]]`: charts, help lines, what the clinic offers, and the source index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clinic_site.clinic.translations import for_readers
from clinic_site.core.languages import current, prefix_of, translated_route
from content import charts
from content.data.site_data import SiteData
from content.errors import MarkupError

# Not reversed, because the URLs are made of the pages, which are read before.
_TREATMENTS = "treatments/"


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


def _offered(name: str, context: IncludeContext) -> SafeString:
    kinds = ("medicine", "therapy", "support")
    if name not in kinds:
        raise MarkupError(f"{name!r} is not a kind of treatment; the kinds are {', '.join(kinds)}")
    treatments = [each for each in for_readers().treatments if each.kind == name]
    more = f"{prefix_of(current())}/{translated_route(_TREATMENTS)}"
    return render_to_string("components/offered.html", {"treatments": treatments, "more": more})


#: The function that renders each kind of include.
KINDS: Mapping[str, Callable[[str, IncludeContext], SafeString]] = {
    "chart": _chart,
    "helplines": _helplines,
    "offered": _offered,
}
#: Kinds that need all pages. content/source_index.py fills them in when all pages are loaded.
DEFERRED = ("claims", "sources")
