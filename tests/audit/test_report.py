"""The report of an audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audit import lighthouse, tools
from tests.audit.findings import Finding, Problem, Report
from tests.audit.table import listing, table


def _result(**scores: float) -> dict[str, Any]:
    """Return a Lighthouse result with these scores. The others are 1."""
    names = {name: scores.get(name.replace("-", "_"), 1) for name in lighthouse.CATEGORIES}
    refs = [{"id": "tap-targets", "weight": 1}, {"id": "informative", "weight": 0}]
    node = {"node": {"selector": "a.small"}}
    return {
        "categories": {name: {"score": score, "auditRefs": refs} for name, score in names.items()},
        "audits": {
            "tap-targets": {"score": 0, "title": "Targets are too small", "details": {"items": [node]}},
            "informative": {"score": 0, "title": "For your information"},
            "largest-contentful-paint": {"score": 1, "numericValue": 1234},
            "cumulative-layout-shift": {"score": 1, "numericValue": 0.01},
            "total-blocking-time": {"score": 1, "numericValue": 50},
        },
    }


def test_lighthouse_outcome_names_failed_audits_and_their_elements() -> None:
    outcome = lighthouse.outcome(_result(seo=0.92), runs=2)

    assert outcome.scores == {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 92}
    assert outcome.problems == [Problem("seo 92: tap-targets", "a.small", "Targets are too small")]


@pytest.mark.parametrize(
    ("score", "first_paint", "blocked", "problems"),
    [(0.98, 1, 0.93, 0), (0.97, 0.98, 0.9, 0), (0.94, 1, 0.8, 1), (0.95, 0.8, 0.9, 2)],
)
def test_a_page_that_only_a_slow_machine_blocks_is_no_finding(
    score: float, first_paint: float, blocked: float, problems: int
) -> None:
    result = _result(performance=score)
    weights = {"first-contentful-paint": 10, "largest-contentful-paint": 25, "total-blocking-time": 30}
    weights |= {"cumulative-layout-shift": 25, "informative": 0}
    refs = [{"id": name, "weight": weight} for name, weight in weights.items()]
    result["categories"]["performance"]["auditRefs"] = refs
    result["audits"]["first-contentful-paint"] = {"score": first_paint, "title": "First paint"}
    result["audits"]["total-blocking-time"] |= {"score": blocked, "title": "Blocked"}

    assert len(lighthouse.outcome(result, runs=3).problems) == problems


def test_category_without_a_score_counts_as_zero() -> None:
    result = _result()
    result["categories"]["performance"]["score"] = None

    assert lighthouse.outcome(result, runs=1).scores["performance"] == 0


def test_lighthouse_runs_up_to_three_times_until_performance_is_100(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [_result(performance=0.9), _result(performance=0.97), _result(performance=0.95), _result()]
    monkeypatch.setattr(lighthouse, "_run", lambda url: answers.pop(0))

    outcome = lighthouse.measure("http://127.0.0.1/")

    assert (outcome.scores["performance"], outcome.runs) == (97, 3)


def test_table_has_a_row_per_page_and_dashes_for_missing_values() -> None:
    report = Report()
    report.of("/a/").kilobytes = 12.34
    report.add("axe", "/a/", "360 px", [Problem("label", "input")])
    report.add("axe", "/b/", "360 px", [])

    header, _, row = table(report).splitlines()[:3]

    assert header.split()[:4] == ["page", "axe", "Nu", "other"]
    assert row.split() == ["/a/", "1", "–", "–", "–", "–", "–", "–", "–", "–", "12.3", "–"]


def test_problem_is_listed_once_with_all_pages_and_states() -> None:
    problem = Problem("label (critical)", "input#a", "No label")
    occurrences = [("/a/", "360 px"), ("/a/", "1280 px"), ("/b/", "360 px")]

    assert listing(Finding("axe", page, state, problem) for page, state in occurrences).splitlines() == [
        "axe: label (critical)",
        "    input#a",
        "    No label",
        "      on /a/: 360 px; 1280 px",
        "      on /b/: 360 px",
    ]


def test_check_that_never_ran_raises_key_error() -> None:
    with pytest.raises(KeyError, match="nu did not run"):
        Report().lines("nu")


def test_missing_tool_error_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tools, "MODULES", tmp_path)

    with pytest.raises(tools.ToolMissing, match=r"run: bash deploy/need-audit-tools\.sh"):
        tools.installed("axe-core/axe.min.js")
