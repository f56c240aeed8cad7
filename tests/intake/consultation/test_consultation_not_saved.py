"""A step that cannot be saved loses nothing that was typed."""

from __future__ import annotations

import pytest
from django.test import Client

from intake.models import Draft
from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, fill, text, url
from tests.intake.unavailable import unavailable

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def test_a_cross_site_start_creates_nothing(client: Client) -> None:
    answer = client.post(url("start"), headers=ELSEWHERE)

    assert (answer.status_code, Draft.objects.count()) == (403, 0)
    assert "Your form hasn’t started yet" in text(answer)


def test_a_cross_site_step_is_shown_again_and_not_saved(client: Client) -> None:
    fill(client, up_to="reach")

    answer = client.post(url("reach"), TYPED["reach"], headers=ELSEWHERE)

    assert answer.status_code == 403
    assert "Nothing has been sent yet" in text(answer)
    assert 'value="Rosalind Testcase"' in text(answer)
    assert client.get(url("now"))["Location"] == url("reach")


def test_a_step_keeps_its_input_if_the_database_is_unavailable(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, up_to="now")

    monkeypatch.setattr(drafting, "change", unavailable)
    answer = client.post(url("now"), {"note": "still here"})

    assert answer.status_code == 503
    assert "Nothing has been sent yet" in text(answer)
    assert "still here" in text(answer)


def test_an_unavailable_database_shows_an_explanation(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, up_to="now")

    monkeypatch.setattr(drafting, "load", unavailable)
    answers = [client.get(url(page)) for page in ("now", "check")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "The answers you saved are still there" in text(answers[0])
