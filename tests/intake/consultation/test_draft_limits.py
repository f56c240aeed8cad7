"""Unfinished forms fill no disk: one address starts only so many in an hour, and each has a largest size."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from intake.models import Draft
from intake.services.requests.drafting import LONGEST
from tests.intake.consultation_answers import TYPED, fill, start, text, url

pytestmark = pytest.mark.django_db
DIARY = "A long day. " * (LONGEST // 10)


def _start(address: str) -> Any:
    return Client(REMOTE_ADDR=address).post(url("start"))


def test_one_address_starts_as_many_forms_as_it_may_send_requests(settings: Settings) -> None:
    settings.FLOOD_PER_NETWORK = 18  # three in ten minutes

    answers = [_start("203.0.113.9") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [303] * 3 + [429] * 2
    assert Draft.objects.count() == 3
    assert "Please wait a while" in text(answers[-1])
    assert "ask for a call" in text(answers[-1])
    assert "draft" not in answers[-1].cookies
    assert _start("203.0.113.10").status_code == 303


def test_a_form_that_goes_on_is_not_counted_as_another(settings: Settings) -> None:
    settings.FLOOD_PER_NETWORK = 1
    client = Client(REMOTE_ADDR="203.0.113.9")

    assert [start(client)["Location"] for _ in range(3)] == [url("who"), url("paused"), url("paused")]


def test_more_than_a_draft_may_have_comes_back_with_what_to_fix_and_is_not_stored(client: Client) -> None:
    fill(client, up_to="now")
    before = bytes(Draft.objects.get().sealed)

    answer = client.post(url("now"), {"note": DIARY})

    assert answer.status_code == 422
    assert "This must be 500 characters or less" in text(answer)
    assert DIARY.strip() in text(answer)
    assert bytes(Draft.objects.get().sealed) == before


def test_the_form_goes_on_once_the_text_is_shorter(client: Client) -> None:
    fill(client, up_to="now")
    client.post(url("now"), {"note": DIARY})

    assert client.post(url("now"), TYPED["now"])["Location"] == url("tried")


def test_answers_for_which_the_draft_has_no_room_are_said_not_to_be_saved(client: Client) -> None:
    fill(client, up_to="now")

    answer = client.post(url("now"), {"note": " " * LONGEST})

    assert answer.status_code == 422
    assert "Nothing has been sent yet" in text(answer)
