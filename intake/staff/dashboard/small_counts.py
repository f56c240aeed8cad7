"""Suppression of counts so small that they could identify a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.services.jobs.statistics import Waits

FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """One cell: `shown` is its text, `brief` a short form of it, and `count` is None if it is hidden."""

    label: str
    count: int | None
    shown: str
    brief: str = ""


def shown_count(count: int) -> str:
    """Return a count as text, or "fewer than 5". Zero is shown, since it identifies no one."""
    return f"{count:,}" if count == 0 or count >= FEWEST else _("fewer than 5")


def cells(counts: Iterable[tuple[str, int]]) -> list[Cell]:
    """Return the cells of a table. If one is hidden, so is a second: the total would reveal it."""
    counts = list(counts)
    hidden = {label for label, count in counts if 0 < count < FEWEST}
    rest = [(count, label) for label, count in counts if count >= FEWEST]
    second = min(rest)[1] if len(hidden) == 1 and rest else None
    return [_cell(label, count, hidden, second) for label, count in counts]


def _cell(label: str, count: int, hidden: set[str], second: str | None) -> Cell:
    if label == second:
        return Cell(label, None, _("not shown"), "–")
    if label in hidden:
        return Cell(label, None, shown_count(count), f"<{FEWEST}")
    return Cell(label, count, shown_count(count), shown_count(count))


def median_and_p90(waits: Waits) -> tuple[str, str]:
    """Return the median and the 90th percentile as text, or "fewer than 5"."""
    if waits.count < FEWEST:
        few = shown_count(waits.count) if waits.count else _("none yet")
        return few, few
    return _time(waits.median), _time(waits.p90)


def _time(seconds: float) -> str:
    hours, minutes = divmod(int(seconds) // 60, 60)
    if hours:
        return _("{h} h {m} min").format(h=f"{hours:,}", m=minutes)
    return _("{m} min").format(m=minutes)
