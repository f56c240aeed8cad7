"""An hour and its "a.m." stay on one line."""

from __future__ import annotations

import pytest

from clinic_site.core.unbroken import unbroken_times


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
