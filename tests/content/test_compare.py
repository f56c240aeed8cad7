"""The page that puts the options side by side treats each of them alike."""

from __future__ import annotations

import re

from content.faults import read_text
from content.library import library

ROWS = ["How it works", "Sessions or doses", "What studies found", "Side effects", "Who offers it"]


def test_every_treatment_has_the_same_rows_in_the_same_order() -> None:
    text = read_text(library().pages["compare-ptsd-treatments"].file)
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    rows = {part.splitlines()[0]: re.findall(r"^- \*\*(.+?):\*\*", part, re.MULTILINE) for part in parts}

    del rows["At a glance"], rows["Three ways to choose"]

    assert rows == dict.fromkeys(rows, ROWS)
    assert len(rows) == 7  # sertraline and paroxetine share one
