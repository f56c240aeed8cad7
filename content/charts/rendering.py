"""Rendering of charts as HTML: the drawing, a text alternative, a table, and the sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString

from content.charts.data import Chart, IconArray, read_chart
from content.charts.icon_array import IconGroup
from content.data.references import Reference
from content.errors import ContentError
from content.files import line_of


def names(root: Path) -> tuple[str, ...]:
    """Return the ids of all charts, sorted."""
    return tuple(sorted(path.stem for path in (root / "charts").glob("*.yaml")))


def references(chart_id: str, root: Path) -> tuple[str, ...]:
    """Return the ids of the sources of a chart, which the page numbers. Raises as `render` does."""
    return read_chart(chart_id, root).references


def render(chart_id: str, root: Path, cited: Mapping[str, int], known: Mapping[str, Reference]) -> SafeString:
    """Return the chart in `charts/<chart_id>.yaml` below `root` as a safe `<figure>`.

    All text from the file is escaped. `cited` maps sources that the page lists to their numbers; the
    chart links to those entries. All ids begin with `chart-<chart_id>`, so a page can show a chart
    only once. `known` are all sources by id. Raises ContentError with the file, the line, and the fix.
    """
    chart = read_chart(chart_id, root)
    context = {
        "id": f"chart-{chart_id}",
        "chart": chart,
        "sources": _sources(chart, chart_id, root, cited, known),
    }
    if isinstance(chart, IconArray):
        context["groups"] = [IconGroup(group.count, group.total, group.label) for group in chart.groups]
        context["drawing"] = "components/icon_array.html"
    else:
        context["drawing"] = _drawing(chart_id, root)
    return SafeString(render_to_string("components/chart.html", context).strip())


def _drawing(chart_id: str, root: Path) -> str:
    name = f"content/charts/{chart_id}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        path = root / "charts" / f"{chart_id}.yaml"
        raise ContentError(path, 1, f"there is no drawing; add templates/{name}") from None
    return name


def _sources(
    chart: Chart, chart_id: str, root: Path, cited: Mapping[str, int], known: Mapping[str, Reference]
) -> list[tuple[Reference, str]]:
    """Return the sources of a chart, each with its link: to its entry on the page if the page cites it."""
    path = root / "charts" / f"{chart_id}.yaml"
    sources = []
    for name in chart.references:
        if name not in known:
            line = line_of(path, "references")
            raise ContentError(path, line, f"cites {name}, which is not in references.yaml")
        sources.append((known[name], f"#source-{cited[name]}" if name in cited else known[name].link))
    return sources
