"""Where things stand in a drawing, in percent of its width, so that only lines stretch and no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content.charts.data import Effect, Forest, Step, Study

_UNKNOWN = 13.0  # percent of the width for a step of unknown length, and for all of them
_ALL_UNKNOWN = 60.0  # at most this, so that what is to scale can be seen


def _signed(value: float) -> str:
    """Return a number with two decimals and a real minus sign, as a reader should see it."""
    return f"{value:.2f}".replace("-", "−")


@dataclass(frozen=True)
class Scale:
    """Turns values of an axis into percent of its width."""

    low: float
    high: float

    def at(self, value: float) -> str:
        """Return the place of a value, like `43.5%`."""
        return f"{100 * (value - self.low) / (self.high - self.low):.4g}%"


@dataclass(frozen=True)
class Row:
    """One study as it is drawn; `point` and the ends are empty when it is told in words alone."""

    study: Study
    point: str = ""
    start: str = ""
    end: str = ""
    numbers: str = ""


def numbers(effect: Effect) -> str:
    """Return an effect in digits, like `0.27 (0.03 to 0.51)`."""
    return f"{_signed(effect.estimate)} ({_signed(effect.low)} to {_signed(effect.high)})"


@dataclass(frozen=True)
class Plot:
    """A forest plot: its rows, its line of no difference, its axis."""

    rows: tuple[Row, ...]
    zero: str
    ticks: tuple[tuple[str, str], ...]


def plot(chart: Forest) -> Plot:
    """Return the plot of a chart."""
    scale = Scale(chart.low, chart.high)
    return Plot(
        rows=tuple(_row(study, scale) for study in chart.studies),
        zero=scale.at(0),
        ticks=tuple((scale.at(tick), f"{tick:g}".replace("-", "−")) for tick in chart.ticks),
    )


def _row(study: Study, scale: Scale) -> Row:
    if not study.effect:
        return Row(study)
    effect = study.effect
    return Row(study, scale.at(effect.estimate), scale.at(effect.low), scale.at(effect.high), numbers(effect))


@dataclass(frozen=True)
class Stretch:
    """A step on the line of time: from `start` to `end`, `known` when it is to scale."""

    number: int
    start: str
    end: str
    known: bool


def stretches(steps: Sequence[Step]) -> list[Stretch]:
    """Return the steps on one line: those of known length to scale, the others all alike."""
    minutes = sum(step.minutes or 0 for step in steps)
    unknown = sum(step.minutes is None for step in steps)
    for_unknown = min(_UNKNOWN, _ALL_UNKNOWN / max(unknown, 1)) if minutes else 100 / unknown
    for_known = 100 - for_unknown * unknown
    found, at = [], 0.0
    for number, step in enumerate(steps, start=1):
        width = for_known * step.minutes / minutes if step.minutes else for_unknown
        found.append(Stretch(number, f"{at:.4g}%", f"{at + width:.4g}%", step.minutes is not None))
        at += width
    return found
