"""What a page says when the form, or an answer that it offered, is gone."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from intake.forms import call_times
from tests.intake.consultation_answers import fill, text, url, what_check_sends

pytestmark = pytest.mark.django_db


def test_sending_after_the_hours_changed_says_why_nothing_was_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)
    sent = what_check_sends(client)
    offered = call_times.offered_times
    monkeypatch.setattr(call_times, "_latest", None)
    monkeypatch.setattr(
        call_times, "offered_times", lambda clinic: [each for each in offered(clinic) if each[0] != "morning"]
    )

    assert "There is a problem" in text(client.post(url("send"), sent, follow=True))


def test_going_back_from_help_shows_what_was_typed_though_the_form_was_closed(
    client: Client, settings: Settings
) -> None:
    settings.RISK_INTERRUPTION = True
    fill(client, now={"note": "I want to die"})
    sent = what_check_sends(client)
    client.post(url("later"))  # in another tab: "I have my code. Close the form."
    assert "Your request is still here" in text(client.post(url("send"), sent))

    assert "I want to die" in text(client.post(url("send"), sent | {"change": "yes"}, follow=True))


def test_page_for_someone_under_18_promises_nothing_about_answers_that_are_gone(client: Client) -> None:
    fill(client)

    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        page = client.post(url("who"), {"for_whom": "me", "adult": "no"}, follow=True)

    assert "Everything else you typed stays here" not in text(page)
