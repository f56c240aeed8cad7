"""The comparison page has the same items for every treatment."""

from __future__ import annotations

import re

from django.test import Client

from content.files import read_text
from content.library import library

ROWS = ["What it is", "Sessions or doses", "What studies found", "Side effects", "Who offers it"]


def test_every_treatment_has_the_same_items_in_the_same_order() -> None:
    text = read_text(library().pages["compare-ptsd-treatments"].file)
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    rows = {part.splitlines()[0]: re.findall(r"^- \*\*(.+?):\*\*", part, re.MULTILINE) for part in parts}

    del rows["At a glance"], rows["Three ways to choose"]

    assert rows == dict.fromkeys(rows, ROWS)
    assert len(rows) == 7  # sertraline and paroxetine share one


def test_comparison_begins_with_a_table_of_three_columns(client: Client) -> None:
    html = client.get("/compare-ptsd-treatments/").content.decode()
    table = html.partition("<table")[2].partition("</table>")[0]

    assert table.partition("</thead>")[0].count("<th ") + table.partition("</thead>")[0].count("<th>") == 3
    assert all(name in table for name in ("Sertraline", "Venlafaxine", "Ketamine", "Esketamine"))
