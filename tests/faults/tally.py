"""The effects of the faults, one line each, in a table at the end of the run."""

from __future__ import annotations

from dataclasses import dataclass

HEADINGS = (
    "fault",
    "database",
    "hits",
    "acknowledged",
    "stored",
    "lost",
    "doubled",
    "mails",
    "mails doubled",
    "seen",
)


@dataclass(frozen=True)
class Line:
    """The counts for one fault; None where a count does not apply.

    `hits` is how often the fault occurred: kills, cuts, locks. `seen` is what people experienced.
    """

    fault: str
    database: str
    hits: int
    acknowledged: int | None = None
    stored: int | None = None
    lost: int | None = None
    doubled: int | None = None
    mails: int | None = None
    mails_doubled: int | None = None
    seen: str = ""

    def cells(self) -> list[str]:
        values = (self.acknowledged, self.stored, self.lost, self.doubled, self.mails, self.mails_doubled)
        figures = ["–" if value is None else f"{value:,}" for value in values]
        return [self.fault, self.database, f"{self.hits:,}", *figures, self.seen]


def table(lines: list[Line]) -> list[str]:
    """Return the lines of a markdown table."""
    rows = [list(HEADINGS), *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    texts = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    texts.insert(1, ["-" * width for width in widths])
    return ["| " + " | ".join(cells) + " |" for cells in texts]
