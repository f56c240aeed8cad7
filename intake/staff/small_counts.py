"""Counts that are so small that they could point to a person are not shown."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """One count of a table: `shown` in words, `brief` where there is no room, `count` None when hidden."""

    label: str
    count: int | None
    shown: str
    brief: str = ""


def told(count: int) -> str:
    """Return a count, or that it is small. Nobody is no person, so 0 is shown."""
    return f"{count:,}" if count == 0 or count >= FEWEST else _("fewer than 5")


def cells(counts: Iterable[tuple[str, int]]) -> list[Cell]:
    """Return the cells of one table. A single hidden one would follow from the total, so two are."""
    counts = list(counts)
    hidden = {label for label, count in counts if 0 < count < FEWEST}
    rest = [(count, label) for label, count in counts if count >= FEWEST]
    beside = min(rest)[1] if len(hidden) == 1 and rest else None
    return [_cell(label, count, hidden, beside) for label, count in counts]


def _cell(label: str, count: int, hidden: set[str], beside: str | None) -> Cell:
    if label == beside:
        return Cell(label, None, _("not shown"), "–")
    if label in hidden:
        return Cell(label, None, told(count), f"<{FEWEST}")
    return Cell(label, count, told(count), told(count))


def middle_and_ninth(times: Sequence[dt.timedelta]) -> tuple[str, str]:
    """Return the median and the 90th percentile (nearest rank); of few, that they are few."""
    if len(times) < FEWEST:
        few = told(len(times)) if times else _("none yet")
        return few, few
    in_order = sorted(times)
    return _time(median(in_order)), _time(in_order[math.ceil(0.9 * len(in_order)) - 1])


def _time(length: dt.timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if hours:
        return _("{h} h {m} min").format(h=f"{hours:,}", m=minutes)
    return _("{m} min").format(m=minutes)
