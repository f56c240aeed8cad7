"""What an audit says at its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audit import lighthouse, tools
from tests.audit.findings import Fault, Finding, Report
from tests.audit.table import table, told


def _result(**scores: float) -> dict[str, Any]:
    """Return what Lighthouse would write, with these scores instead of 1."""
    names = {name: scores.get(name.replace("-", "_"), 1) for name in lighthouse.CATEGORIES}
    refs = [{"id": "tap-targets", "weight": 1}, {"id": "told-only", "weight": 0}]
    node = {"node": {"selector": "a.small"}}
    return {
        "categories": {name: {"score": score, "auditRefs": refs} for name, score in names.items()},
        "audits": {
            "tap-targets": {"score": 0, "title": "Targets are too small", "details": {"items": [node]}},
            "told-only": {"score": 0, "title": "For your information"},
            "largest-contentful-paint": {"score": 1, "numericValue": 1234},
            "cumulative-layout-shift": {"score": 1, "numericValue": 0.01},
            "total-blocking-time": {"score": 1, "numericValue": 50},
        },
    }


def test_what_costs_points_in_lighthouse_is_named_with_its_element() -> None:
    outcome = lighthouse.outcome(_result(seo=0.92), runs=2)

    assert outcome.scores == {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 92}
    assert outcome.faults == [Fault("seo 92: tap-targets", "a.small", "Targets are too small")]


def test_a_category_that_lighthouse_could_not_score_counts_as_nothing() -> None:
    result = _result()
    result["categories"]["performance"]["score"] = None

    assert lighthouse.outcome(result, runs=1).scores["performance"] == 0


def test_lighthouse_is_asked_again_until_performance_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [_result(performance=0.9), _result(performance=0.97), _result(performance=0.95), _result()]
    monkeypatch.setattr(lighthouse, "_run", lambda url: answers.pop(0))

    outcome = lighthouse.measure("http://127.0.0.1/")

    assert (outcome.scores["performance"], outcome.runs) == (97, 3)


def test_the_table_shows_a_row_for_each_page_and_a_dash_for_what_was_not_measured() -> None:
    report = Report()
    report.of("/a/").kilobytes = 12.34
    report.add("axe", "/a/", "360 px", [Fault("label", "input")])
    report.add("axe", "/b/", "360 px", [])

    head, _, row = table(report).splitlines()[:3]

    assert head.split()[:4] == ["page", "axe", "Nu", "other"]
    assert row.split() == ["/a/", "1", "–", "–", "–", "–", "–", "–", "–", "–", "12.3", "–"]


def test_a_fault_is_told_once_with_every_place() -> None:
    fault = Fault("label (critical)", "input#a", "No label")
    places = [("/a/", "360 px"), ("/a/", "1280 px"), ("/b/", "360 px")]

    assert told(Finding("axe", page, state, fault) for page, state in places).splitlines() == [
        "axe: label (critical)",
        "    input#a",
        "    No label",
        "      on /a/: 360 px; 1280 px",
        "      on /b/: 360 px",
    ]


def test_a_check_that_never_ran_is_not_taken_for_clean() -> None:
    with pytest.raises(KeyError, match="nu did not run"):
        Report().told("nu")


def test_a_missing_tool_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tools, "MODULES", tmp_path)

    with pytest.raises(tools.ToolMissing, match=r"run: bash deploy/need-audit-tools\.sh"):
        tools.installed("axe-core/axe.min.js")
