"""What was typed, sealed into an address: a short address never makes a long page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from intake.crypto.sealed_input import MAX_LENGTH, InputTooLong, open_input, seal_input
from tests.typed import callback_answers

NOW = dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)


def test_a_text_of_ten_thousand_letters_is_sealed_and_opened() -> None:
    typed = {"message": ["A long day. " * 1_000]}

    assert open_input("test", seal_input("test", typed, NOW), NOW) == typed


@pytest.mark.parametrize("letter", ["a", "&", "\u200b"])
def test_a_text_that_is_short_only_when_compressed_is_too_long(letter: str) -> None:
    with pytest.raises(InputTooLong):
        seal_input("test", {"message": [letter * 200_000]}, NOW)


def test_more_fits_where_a_longer_code_may_be_kept() -> None:
    typed = {"text": ["A long day. " * 20_000]}

    assert open_input("test", seal_input("test", typed, NOW, longest=500_000), NOW) == typed


@pytest.mark.django_db
def test_a_megabyte_is_answered_at_once_and_has_no_short_address(client: Client) -> None:
    text = '"' * 300_000

    answer = client.post("/callback/", callback_answers(message=text))

    assert answer.status_code == 422
    assert "Location" not in answer
    assert len(answer.content) > len(text) > 10 * MAX_LENGTH
