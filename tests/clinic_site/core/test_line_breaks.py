"""An hour and its "a.m." stay on one line, and so does a number."""

from __future__ import annotations

import pytest

from clinic_site.core.line_breaks import unbroken, unbroken_times


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("before 11 a.m.", "before 11~a.m."),
        ("antes de las 11 a. m. o después de la 1 p. m.", "antes de las 11~a.~m. o después de la 1~p.~m."),
        ("4:30\N{NO-BREAK SPACE}p. m.", "4:30~p.~m."),
        ("At 11 a person called", "At 11 a person called"),
    ],
)
def test_no_line_ends_inside_a_time(text: str, shown: str) -> None:
    assert unbroken_times(text) == shown.replace("~", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Enter a phone number, like 732-555-0142", "Enter a phone number, like 732-^555-^0142"),
        ("como (787) 555 0142, antes de las 11 a. m.", "como (787) 555~0142, antes de las 11~a.~m."),
        ("from your receipt, like 7K4M-2QXD.", "from your receipt, like 7K4M-^2QXD."),
        ("A follow-up in 4-week steps", "A follow-up in 4-week steps"),
    ],
)
def test_no_line_ends_inside_a_number(text: str, shown: str) -> None:
    assert unbroken(text) == shown.replace("~", "\N{NO-BREAK SPACE}").replace("^", "\N{WORD JOINER}")
