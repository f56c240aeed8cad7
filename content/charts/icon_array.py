"""Icon arrays: `count` of `total` people as two SVG paths for a template to draw."""

from __future__ import annotations

from dataclasses import dataclass

_FEW = 20  # the most people that are easy to count in rows of five; more are in rows of ten
_WIDE, _HIGH = 24, 34  # the size of one figure, in SVG units
# A head and shoulders. The path begins and ends at the left of the head.
_FIGURE = "a5 5 0 1 0 10 0a5 5 0 1 0-10 0zm-3 21v-5a8 8 0 0 1 16 0v5z"


@dataclass(frozen=True)
class IconGroup:
    """`count` of `total` people, in rows of five, or of ten if there are more than 20."""

    count: int
    total: int
    label: str

    @property
    def a_row(self) -> int:
        """The number of figures in a row."""
        return 5 if self.total <= _FEW else 10

    @property
    def width(self) -> int:
        """The width of the drawing, in SVG units."""
        return _WIDE * self.a_row

    @property
    def height(self) -> int:
        """The height of the drawing, in SVG units."""
        return _HIGH * -(-self.total // self.a_row)

    @property
    def rest(self) -> int:
        """The number of people who are not counted."""
        return self.total - self.count

    @property
    def on(self) -> str:
        """The path of the people who are counted. They come first."""
        return self._path(0, self.count)

    @property
    def off(self) -> str:
        """The path of the other people."""
        return self._path(self.count, self.total)

    def _path(self, first: int, end: int) -> str:
        # Relative moves repeat the same characters for each figure, so the path compresses well.
        return "".join(
            f"M{7 + _WIDE * (number % self.a_row)} {8 + _HIGH * (number // self.a_row)}{_FIGURE}"
            for number in range(first, end)
        )
