"""The text report of an audit: a table with a row per page, and a list of problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tests.audit.findings import Finding, Metrics, Report
from tests.audit.lighthouse import CATEGORIES, MOST_RUNS

_HEAD = (
    "page",
    "axe",
    "Nu",
    "other",
    "Lighthouse",
    "runs",
    "LCP s",
    "CLS",
    "late",
    "TBT ms",
    "kB",
    "requests",
)
_OWN_COLUMN = {"axe", "nu", "lighthouse"}


def table(report: Report) -> str:
    """Return the table. A dash means not measured."""
    pages = list(dict.fromkeys([*report.metrics, *(finding.page for finding in report.findings)]))
    rows = [_HEAD, *(_row(report, page) for page in pages)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            _aligned(cell, width, column)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:], "", *_legend(report)])


def listing(findings: Iterable[Finding]) -> str:
    """Return each problem once, with the pages and states in which it was found."""
    occurrences: dict[tuple[str, str, str, str], dict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for finding in findings:
        problem = finding.problem
        occurrences[finding.check, problem.rule, problem.element, problem.note][finding.page].append(
            finding.state
        )
    blocks = []
    for (check, rule, element, note), pages in occurrences.items():
        lines = [f"{check}: {rule}", *(f"    {part}" for part in (element, note) if part)]
        lines += [f"      on {page}: {'; '.join(dict.fromkeys(states))}" for page, states in pages.items()]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _row(report: Report, page: str) -> tuple[str, ...]:
    metrics = report.metrics.get(page, Metrics())
    others = [report.count(check, page) or 0 for check in report.ran - _OWN_COLUMN]
    return (
        page,
        _cell(report.count("axe", page), "d"),
        _cell(report.count("nu", page), "d"),
        _cell(sum(others) if others else None, "d"),
        "/".join(str(metrics.scores[name]) for name in CATEGORIES) if metrics.scores else "–",
        _cell(metrics.runs or None, "d"),
        _cell(metrics.largest_paint_s, ".2f"),
        _cell(metrics.layout_shift, ".3f"),
        _cell(metrics.late_font_shift, ".3f"),
        _cell(metrics.blocking_ms, ".0f"),
        _cell(metrics.kilobytes, ".1f"),
        _cell(metrics.requests, "d"),
    )


def _cell(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def _legend(report: Report) -> list[str]:
    lines = []
    if others := sorted(report.ran - _OWN_COLUMN):
        lines.append(f"other: findings of {', '.join(others)}.")
    if "lighthouse" in report.ran:
        lines.append(f"Lighthouse: {', '.join(CATEGORIES)}; the best of up to {MOST_RUNS} mobile runs.")
    if "late font" in report.ran:
        lines.append("late: CLS when the font loads after the first paint; the larger of both widths.")
    if "weight" in report.ran:
        lines.append(
            "kB and requests: the first view with an empty cache, including fonts; the larger of both widths."
        )
    return lines
