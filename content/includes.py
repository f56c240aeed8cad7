"""What a line like `[[helplines crisis]]` puts on a page: a chart, help lines, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content import charts
from content.faults import Fault
from content.registers import Registers


@dataclass(frozen=True)
class Place:
    """Where an include stands. `cite` takes ids of sources and returns their numbers as HTML.

    `numbers` holds the numbers of all that are cited by then.
    """

    root: Path
    registers: Registers
    cite: Callable[[Iterable[str]], SafeString]
    numbers: Mapping[str, int]


def include(kind: str, name: str, place: Place) -> SafeString | None:
    """Return the HTML of an include, or None for one that has to wait until every page is read.

    Raises Fault, or ContentError where the fault lies in a data file.
    """
    if kind in LATE:
        if name:
            raise Fault(f"[[{kind}]] takes no name; write it alone")
        return None
    if kind not in KINDS:
        raise Fault(f"[[{kind}]] is not known; the kinds are {', '.join([*KINDS, *LATE])}")
    if not name:
        raise Fault(f"write which one: [[{kind} name]]")
    return KINDS[kind](name, place)


def _chart(name: str, place: Place) -> SafeString:
    there = charts.names(place.root)
    if name not in there:
        raise Fault(f"there is no chart {name!r}; there are {', '.join(there) or 'none'}")
    place.cite(charts.references(name, place.root))
    return charts.render(name, place.root, place.numbers)


def _helplines(name: str, place: Place) -> SafeString:
    lines = place.registers.helplines.named(name)
    if not lines:
        known = ", ".join([*place.registers.helplines.groups, *place.registers.helplines.lines])
        raise Fault(f"{name!r} is neither a group nor a line of helplines.yaml; there are {known or 'none'}")
    entries = [{"line": line, "sources": place.cite(line.source)} for line in lines]
    return render_to_string("components/helplines.html", {"entries": entries})


#: Kinds of include by name, each with the function that makes its HTML.
KINDS: Mapping[str, Callable[[str, Place], SafeString]] = {"chart": _chart, "helplines": _helplines}
#: Kinds that show something of every page; content/ledger.py fills them in when all are read.
LATE = ("claims", "sources")
