"""Whole numbers in what a browser sends."""

from __future__ import annotations

import pytest

from clinic_site.core.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999999999999", 999_999_999_999_999)])
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_000", "²", "٣", "1\n", "1" * 16])
def test_anything_else_is_none(text):
    assert whole_number(text) is None
