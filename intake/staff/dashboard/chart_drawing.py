"""The layout of a bar chart, in whole SVG units. A hidden count has a bar of length zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.staff.dashboard.small_counts import Cell

_GAP, _TALL, _TOP, _FOOT = 8, 110, 20, 22
_ROW, _BAR, _LONG = 44, 16, 480


@dataclass(frozen=True)
class Bar:
    """One bar: its corner, its size, and the anchor of its text (center if vertical, else start)."""

    label: str
    shown: str
    x: int
    y: int
    width: int
    height: int
    text_x: int
    label_y: int
    shown_y: int


@dataclass(frozen=True)
class BarChart:
    """A chart: its size and its bars."""

    width: int
    height: int
    bars: list[Bar]


def columns(cells: Sequence[Cell], step: int) -> BarChart:
    """Return vertical bars, spaced `step` units apart, for ordered categories such as weekdays."""
    most, floor = _most(cells), _TOP + _TALL
    bars = []
    for number, cell in enumerate(cells):
        height = round((cell.count or 0) * _TALL / most)
        bars.append(
            Bar(
                label=cell.label,
                shown=cell.brief or cell.shown,
                x=number * step + _GAP // 2,
                y=floor - height,
                width=step - _GAP,
                height=height,
                text_x=number * step + step // 2,
                label_y=floor + _FOOT - 6,
                shown_y=floor - height - 5,
            )
        )
    return BarChart(len(cells) * step, floor + _FOOT, bars)


def rows(cells: Sequence[Cell], most: int = 0) -> BarChart:
    """Return horizontal bars, each below its label, for long labels. `most` is the count of a full bar."""
    most = most or _most(cells)
    bars = []
    for number, cell in enumerate(cells):
        top = number * _ROW
        bars.append(
            Bar(
                label=cell.label,
                shown=cell.shown,
                x=0,
                y=top + 20,
                width=round((cell.count or 0) * _LONG / most),
                height=_BAR,
                text_x=0,
                label_y=top + 14,
                shown_y=top + 14,
            )
        )
    return BarChart(_LONG, len(cells) * _ROW, bars)


def _most(cells: Sequence[Cell]) -> int:
    return max((cell.count or 0 for cell in cells), default=0) or 1
