"""Pictures of numbers, as positions for a template to draw."""

from __future__ import annotations

from dataclasses import dataclass

_A_ROW = 5  # people side by side: a hand's breadth that the eye can count


@dataclass(frozen=True)
class Person:
    """One figure of an icon array: filled when `on`, at a place in units of the drawing."""

    on: bool
    x: int
    y: int

    @property
    def left(self) -> int:
        """The left end of the shoulders."""
        return self.x - 8

    @property
    def foot(self) -> int:
        """The lower edge of the figure."""
        return self.y + 21


@dataclass(frozen=True)
class IconGroup:
    """`count` of `total` people, as figures in rows of five."""

    count: int
    total: int
    label: str

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return 34 * -(-self.total // _A_ROW)

    @property
    def people(self) -> list[Person]:
        """The figures, the filled ones first."""
        return [
            Person(number < self.count, 12 + 24 * (number % _A_ROW), 8 + 34 * (number // _A_ROW))
            for number in range(self.total)
        ]
