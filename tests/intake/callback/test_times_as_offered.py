"""The hours that were offered are said in the same words on every page that repeats the answers."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from clinic_site.clinic import Clinic, Facts
from intake.enums import CallTime, Channel
from intake.models import Submission
from intake.rules.open_times import times_in_words
from intake.rules.safety_card import SafetyCard
from tests.intake.coming_back import look_up, post_to
from tests.intake.consultation_answers import TYPED, fill, text, url
from tests.typed import answer_to, callback_answers

AFTERNOON = "2 p.m. to 5 p.m."


def _read(page: str) -> str:
    """Return the words of a page, with simple spaces."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


def _asked(**changes: Any) -> dict[str, Any]:
    return callback_answers(when="some", times=["afternoon"], **changes)


@pytest.mark.django_db
def test_the_receipt_says_the_hours_that_were_offered(client: Client) -> None:
    page = _read(answer_to(client, _asked()).content.decode())

    assert f"We’ll try at these times: afternoon, {AFTERNOON} " in page


@pytest.mark.django_db
def test_the_checked_answers_have_the_hours_that_were_offered(client: Client) -> None:
    callback = _read(answer_to(client, _asked(nonce="")).content.decode())
    fill(client, safe=TYPED["safe"] | {"times": ["afternoon"]})
    consultation = _read(text(client.get(url("check"))))

    assert f"When may we contact you? Afternoon, {AFTERNOON} " in callback
    assert f"When is a safe time? Afternoon, {AFTERNOON} " in consultation


@pytest.mark.django_db
def test_the_page_of_a_saved_change_has_the_hours_that_were_offered(client: Client) -> None:
    client.post("/callback/", _asked())
    submission = Submission.objects.get()
    assert look_up(client, submission).status_code == 303
    answer = post_to(client, submission, "change", {"when": "some", "times": ["afternoon"]})

    assert f"Afternoon, {AFTERNOON} " in _read(client.get(answer["Location"]).content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("two_languages")
def test_spanish_pages_say_them_in_the_same_words(client: Client) -> None:
    form = _read(client.get("/es/llamada/").content.decode())
    receipt = _read(answer_to(client, _asked(), "/es/llamada/").content.decode())

    assert "Por la tarde, de 2:00 p. m. a 5:00 p. m." in form
    assert "por la tarde, de 2:00 p. m. a 5:00 p. m." in receipt


def test_without_opening_hours_the_hours_that_define_a_part_of_the_day_are_said() -> None:
    clinic = Clinic(clinic=Facts(name="Cedar Hollow", time_zone="America/New_York"))
    card = SafetyCard(Channel.PHONE, (CallTime.AFTERNOON,))

    assert "We’ll try at these times: afternoon, after 2 p.m." in card.sentences(times_in_words(clinic))
