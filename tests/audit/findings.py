"""Results of the checks: problems on a page, and findings that add where each was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """A violation of a rule at an element."""

    rule: str
    element: str = ""
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """A problem, with the check that found it, the page, and the page's state."""

    check: str
    page: str
    state: str
    problem: Problem

    def __str__(self) -> str:
        text = " · ".join(
            part for part in (self.problem.rule, self.problem.element, self.problem.note) if part
        )
        return f"{self.check} · {self.page} · {self.state} · {text}"


@dataclass
class Metrics:
    """The measurements of a page. None means not measured."""

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
    """All findings and metrics of an audit."""

    metrics: dict[str, Metrics] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unsure: list[Finding] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)

    def of(self, path: str) -> Metrics:
        """Return the metrics of a page, to be filled in."""
        return self.metrics.setdefault(path, Metrics())

    def add(self, check: str, page: str, state: str, problems: list[Problem]) -> None:
        """Add the problems that a check found, and record that it ran."""
        self.ran.add(check)
        self.findings += [Finding(check, page, state, problem) for problem in problems]

    def lines(self, check: str) -> list[str]:
        """Return the findings of a check as text. Raises KeyError if it never ran."""
        if check not in self.ran:
            raise KeyError(f"{check} did not run")
        return [str(finding) for finding in self.findings if finding.check == check]

    def count(self, check: str, page: str) -> int | None:
        """Return the number of findings of a check on a page, or None if it never ran."""
        if check not in self.ran:
            return None
        return sum(found.check == check and found.page == page for found in self.findings)


def problems(rows: list[dict[str, Any]]) -> list[Problem]:
    """Return the problems that an in-page script reported."""
    return [Problem(row["rule"], row.get("element", ""), row.get("note", "")) for row in rows]
