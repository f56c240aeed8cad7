"""A chart file to HTML: figure, drawing, the same in words, the same in a table, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.charts.data import Chart, Forest, IconArray, Timeline
from content.charts.drawing import plot, stretches
from content.charts.icon_array import IconGroup
from content.charts.reading import read_chart
from content.charts.tables import table
from content.faults import ContentError, line_of, read_text
from content.references import Reference, load_references

_UNNAMED = "Authors listed in the article"  # so the register says until they are checked


@dataclass(frozen=True)
class Source:
    """Where the data come from: a place on the page when the page cites it, or else the web."""

    text: str
    link: str


def names(root: Path) -> tuple[str, ...]:
    """Return the ids of all charts, sorted."""
    return tuple(sorted(path.stem for path in (root / "charts").glob("*.yaml")))


def references(chart_id: str, root: Path) -> tuple[str, ...]:
    """Return the ids of the sources of a chart, for the page that shows it to number them.

    Raises ContentError as `render` does.
    """
    return read_chart(chart_id, root).references


def render(chart_id: str, root: Path, cited: Mapping[str, int] | None = None) -> SafeString:
    """Return the chart in `charts/<chart_id>.yaml` below `root` as a whole, safe `<figure>`.

    Every text of the file is escaped. `cited` holds the numbers of the sources that the page lists;
    those are linked to within the page. Every id begins with `chart-<chart_id>`, so that a page may show
    a chart once. Raises ContentError with file, line and what to mend.
    """
    chart = read_chart(chart_id, root)
    context = {
        "id": f"chart-{chart_id}",
        "kind": chart.kind,
        "chart": chart,
        "table": table(chart),
        "sources": _sources(chart, chart_id, root, cited or {}),
    }
    return SafeString(render_to_string("components/chart.html", context | drawn(chart)).strip())


def drawn(chart: Chart) -> dict[str, object]:
    """Return what the drawing of this kind of chart needs beside the chart itself."""
    if isinstance(chart, IconArray):
        return {"groups": [IconGroup(group.count, group.total, group.label) for group in chart.groups]}
    if isinstance(chart, Forest):
        return {"plot": plot(chart)}
    if isinstance(chart, Timeline):
        return {"stretches": stretches(chart.steps)}
    return {}


def _sources(chart: Chart, chart_id: str, root: Path, cited: Mapping[str, int]) -> list[Source]:
    register = load_references(root / "references.yaml")
    path = root / "charts" / f"{chart_id}.yaml"
    sources = []
    for name in chart.references:
        if name not in register:
            line = line_of("references", read_text(path))
            raise ContentError(path, line, f"cites {name}, which is not in references.yaml")
        sources.append(_source(register[name], cited.get(name)))
    return sources


def _source(reference: Reference, number: int | None) -> Source:
    who = reference.title if reference.authors == _UNNAMED else reference.authors
    year = f", {reference.year}" if reference.year else ""
    return Source(f"{who}{year}", f"#source-{number}" if number else reference.link)
