"""People counted one by one: so many of so many, as two paths for a template to draw."""

from __future__ import annotations

from dataclasses import dataclass

_FEW = 20  # as many as the eye still counts in rows of five; more stand in rows of ten
_WIDE, _HIGH = 24, 34  # the room of one figure, in units of the drawing
# A head and shoulders, drawn from the left of the head and back to it.
_FIGURE = "a5 5 0 1 0 10 0a5 5 0 1 0-10 0zm-3 21v-5a8 8 0 0 1 16 0v5z"


@dataclass(frozen=True)
class IconGroup:
    """`count` of `total` people, as figures in rows of five, or of ten when they are many."""

    count: int
    total: int
    label: str

    @property
    def a_row(self) -> int:
        """How many figures stand side by side."""
        return 5 if self.total <= _FEW else 10

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return _WIDE * self.a_row

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return _HIGH * -(-self.total // self.a_row)

    @property
    def rest(self) -> int:
        """How many are not counted."""
        return self.total - self.count

    @property
    def on(self) -> str:
        """The path of the figures that are counted; they come first."""
        return self._path(0, self.count)

    @property
    def off(self) -> str:
        """The path of the others."""
        return self._path(self.count, self.total)

    def _path(self, first: int, end: int) -> str:
        # Relative moves: the same few characters for each figure, which compress to almost nothing.
        return "".join(
            f"M{7 + _WIDE * (number % self.a_row)} {8 + _HIGH * (number // self.a_row)}{_FIGURE}"
            for number in range(first, end)
        )
