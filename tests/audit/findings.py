"""What the checks say: faults of one page, and findings that name where each was seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One broken rule, at one element."""

    rule: str
    element: str = ""
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """A fault with the check that found it, the page, and its state when it was found."""

    check: str
    page: str
    state: str
    fault: Fault

    def __str__(self) -> str:
        told = " · ".join(part for part in (self.fault.rule, self.fault.element, self.fault.note) if part)
        return f"{self.check} · {self.page} · {self.state} · {told}"


@dataclass
class Figures:
    """What was measured of one page; None where nothing measured it."""

    kilobytes: float | None = None
    requests: int | None = None
    scores: dict[str, int] | None = None
    runs: int = 0
    largest_paint_s: float | None = None
    layout_shift: float | None = None
    late_font_shift: float | None = None
    blocking_ms: float | None = None


@dataclass
class Report:
    """Everything an audit found, page by page."""

    figures: dict[str, Figures] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unsure: list[Finding] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)

    def of(self, path: str) -> Figures:
        """Return the figures of a page, to be filled in."""
        return self.figures.setdefault(path, Figures())

    def add(self, check: str, page: str, state: str, faults: list[Fault]) -> None:
        """Keep the faults that one check found, and that it ran."""
        self.ran.add(check)
        self.findings += [Finding(check, page, state, fault) for fault in faults]

    def told(self, check: str) -> list[str]:
        """Return the findings of one check as lines. Raises KeyError when it never ran."""
        if check not in self.ran:
            raise KeyError(f"{check} did not run")
        return [str(finding) for finding in self.findings if finding.check == check]

    def count(self, check: str, page: str) -> int | None:
        """Return how many findings a check has on a page, None when it never ran."""
        if check not in self.ran:
            return None
        return sum(found.check == check and found.page == page for found in self.findings)


def faults(rows: list[dict[str, Any]]) -> list[Fault]:
    """Return what a script in the page reported."""
    return [Fault(row["rule"], row.get("element", ""), row.get("note", "")) for row in rows]
