"""The outcome of an audit in words: one row for each page, then each fault with where it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tests.audit.findings import Figures, Finding, Report
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
    """Return the table. A dash stands where nothing was measured."""
    pages = list(dict.fromkeys([*report.figures, *(finding.page for finding in report.findings)]))
    rows = [_HEAD, *(_row(report, page) for page in pages)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            _aligned(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:], "", *_legend(report)])


def told(findings: Iterable[Finding]) -> str:
    """Return each fault once, with the pages and states in which it was seen."""
    places: dict[tuple[str, str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        fault = finding.fault
        places[finding.check, fault.rule, fault.element, fault.note][finding.page].append(finding.state)
    blocks = []
    for (check, rule, element, note), pages in places.items():
        lines = [f"{check}: {rule}", *(f"    {part}" for part in (element, note) if part)]
        lines += [f"      on {page}: {'; '.join(dict.fromkeys(states))}" for page, states in pages.items()]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _row(report: Report, page: str) -> tuple[str, ...]:
    figures = report.figures.get(page, Figures())
    others = [report.count(check, page) or 0 for check in report.ran - _OWN_COLUMN]
    return (
        page,
        _cell(report.count("axe", page), "d"),
        _cell(report.count("nu", page), "d"),
        _cell(sum(others) if others else None, "d"),
        "/".join(str(figures.scores[name]) for name in CATEGORIES) if figures.scores else "–",
        _cell(figures.runs or None, "d"),
        _cell(figures.largest_paint_s, ".2f"),
        _cell(figures.layout_shift, ".3f"),
        _cell(figures.late_font_shift, ".3f"),
        _cell(figures.blocking_ms, ".0f"),
        _cell(figures.kilobytes, ".1f"),
        _cell(figures.requests, "d"),
    )


def _cell(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.ljust(width) if place == 0 else cell.rjust(width)


def _legend(report: Report) -> list[str]:
    lines = []
    if others := sorted(report.ran - _OWN_COLUMN):
        lines.append(f"other: findings of {', '.join(others)}.")
    if "lighthouse" in report.ran:
        lines.append(
            f"Lighthouse: {', '.join(CATEGORIES)}; the best of up to {MOST_RUNS} runs, as on a phone."
        )
    if "late font" in report.ran:
        lines.append("late: CLS when the font arrives after the first paint; the larger of both widths.")
    if "weight" in report.ran:
        lines.append(
            "kB and requests: the first view with an empty cache, fonts included; the larger of both widths."
        )
    return lines
