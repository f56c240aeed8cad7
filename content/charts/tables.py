"""The data of a chart as a table, for those who would rather read it so."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.charts.data import Chart, Forest, Frames, IconArray, Timeline
from content.charts.drawing import numbers


@dataclass(frozen=True)
class Table:
    """Head and rows, the first cell of each row being its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(chart: Chart) -> Table:
    """Return the table of a chart."""
    return {IconArray: _people, Forest: _studies, Timeline: _steps, Frames: _frames}[type(chart)](chart)


def _people(chart: IconArray) -> Table:
    return Table(
        (_("Group"), chart.counted, chart.not_counted, _("All")),
        tuple(
            (group.label, str(group.count), str(group.total - group.count), str(group.total))
            for group in chart.groups
        ),
    )


def _studies(chart: Forest) -> Table:
    return Table(
        (_("Study"), _("People"), _("Result"), chart.measure),
        tuple(
            (
                study.name,
                study.people,
                study.result,
                numbers(study.effect) if study.effect else _("not drawn"),
            )
            for study in chart.studies
        ),
    )


def _steps(chart: Timeline) -> Table:
    return Table(
        (_("Step"), _("Time"), _("What happens")),
        tuple((step.title, step.time, step.text) for step in chart.steps),
    )


def _frames(chart: Frames) -> Table:
    return Table((_("Frame"), _("What it shows")), tuple((frame.title, frame.text) for frame in chart.frames))
