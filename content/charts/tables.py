"""The data of charts as tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.charts.data import Chart, Drawing


@dataclass(frozen=True)
class Table:
    """The headers and rows of a table. The first cell of each row is its header."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(chart: Chart) -> Table:
    """Return the data of a chart as a table."""
    if isinstance(chart, Drawing):
        return Table(chart.head, chart.rows)
    return Table(
        (_("Group"), chart.counted, chart.not_counted, _("All")),
        tuple(
            (group.label, str(group.count), str(group.total - group.count), str(group.total))
            for group in chart.groups
        ),
    )
