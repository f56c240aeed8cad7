"""docs/asvs.md lists every requirement of levels 1 and 2 of ASVS 5.0.0 once, and only existing tests."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| (.*) \|$", PAGE, re.MULTILINE)
# Source: OWASP_Application_Security_Verification_Standard_5.0.0_en.csv, tag v5.0.0 of OWASP/ASVS.
IDS = (Path(__file__).parent / "data" / "asvs-5.0.0-levels-1-2.txt").read_text(encoding="utf-8").split()


def test_every_requirement_is_listed_once() -> None:
    assert len(IDS) == 70 + 183
    assert Counter(row[0] for row in ROWS) == Counter(IDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_requirement_has_a_status_and_evidence(row: tuple[str, str, str, str]) -> None:
    _, text, status, evidence = row
    tests = re.findall(r"`(tests/[^`]+)`", evidence)

    assert status in {"met", "partly", "not met", "not applicable"}
    assert text
    assert evidence, "name a test or a reason"
    assert [test for test in tests if not (ROOT / test).is_file()] == []
    if status in {"partly", "not met", "not applicable"}:
        assert re.sub(r"`tests/[^`]+`;?", "", evidence).strip(". "), "say why"


def test_summary_counts_match_the_rows() -> None:
    counted = Counter(row[2] for row in ROWS)
    stated = re.findall(r"(\d+) (met|partly|not met|not applicable)[,.]", PAGE)

    assert {status: int(count) for count, status in stated} == dict(counted)
