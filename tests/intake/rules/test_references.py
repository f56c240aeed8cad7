from __future__ import annotations

import re

import pytest

from intake.rules.references import new_reference, normal_reference


def test_a_reference_has_two_groups_without_ambiguous_characters() -> None:
    shape = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")

    assert all(shape.fullmatch(new_reference()) for _ in range(200))


@pytest.mark.parametrize("written", ["7k4m2qxd", "7K4M 2QXD", " 7k4m-2qxd ", "7K4M–2QXD"])
def test_a_reference_is_accepted_in_any_notation(written: str) -> None:
    assert normal_reference(written) == "7K4M-2QXD"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert normal_reference("OIL0-0000") == "0110-0000"


@pytest.mark.parametrize("written", ["", "7K4M", "7K4M-2QXDD", "UUUU-UUUU"])
def test_an_invalid_reference_is_empty(written: str) -> None:
    assert normal_reference(written) == ""
