"""Machines that fill in the consultation form are marked, and no person is turned away."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from intake.enums import SuspectReason
from intake.models import Draft, OutboxMessage, Submission
from intake.spam.form_timestamp import read_timestamp
from tests.intake.consultation_answers import TYPED, fill, send, start, text, url, what_check_sends
from tests.intake.people import hidden_fields, visible_texts

pytestmark = pytest.mark.django_db


def test_a_person_is_not_suspected(client: Client) -> None:
    fill(client)
    send(client)

    assert (Submission.objects.get().quarantined, Submission.objects.get().read_first) == (False, False)


def test_automated_looking_consultation_is_stored_and_marked(client: Client) -> None:
    fill(client, now={"note": "https://a.test and https://b.test"})

    assert send(client).status_code == 303
    assert Submission.objects.get().suspect_reasons == "links"


def test_refused_flood_shows_the_answers_and_a_time_to_try_again(client: Client, settings: Settings) -> None:
    settings.FLOOD_PER_NETWORK = 0
    fill(client)

    answer = client.post(url("send"), what_check_sends(client), REMOTE_ADDR="203.0.113.9")

    assert (answer.status_code, Submission.objects.count(), Draft.objects.count()) == (429, 0, 1)
    assert answer["Retry-After"]
    assert "Rosalind Testcase" in text(answer)


def _sent(client: Client, **who: str) -> HttpResponse:
    """Open the form, fill it in as the pages give it out, and send it."""
    start(client)
    page = client.get(url("who")).content.decode()
    for slug, typed in TYPED.items():
        client.post(url(slug), hidden_fields(page) | typed | who if slug == "who" else typed)
    return send(client)


def _reasons() -> set[str]:
    return set(Submission.objects.get().suspect_reasons.split())


def test_person_who_fills_in_the_pages_is_not_suspected(client: Client, time_machine: Any) -> None:
    start(client)
    given_out = hidden_fields(client.get(url("who")).content.decode())
    time_machine.move_to(timezone.now() + dt.timedelta(seconds=20))
    for slug, typed in TYPED.items():
        client.post(url(slug), given_out | typed if slug == "who" else typed)

    assert send(client).status_code == 303
    assert _reasons() == set()


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        ({}, {SuspectReason.FAST}),
        ({"spare": "Eric Jones"}, {SuspectReason.FAST, SuspectReason.HONEYPOT}),
        ({"stamp": ""}, {SuspectReason.NO_TIMESTAMP}),
        ({"stamp": "made up"}, {SuspectReason.NO_TIMESTAMP}),
    ],
    ids=["in no time", "in every field", "without the page", "with a made-up timestamp"],
)
def test_bot_is_marked_stored_and_answered(
    client: Client, time_machine: Any, who: dict[str, str], reasons: set[SuspectReason]
) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # on a loaded machine a bot is as slow as a person
    answer = _sent(client, **who)

    submission = Submission.objects.get()
    assert answer.status_code == 303
    assert (submission.quarantined, _reasons()) == (True, reasons)


def test_suspect_gets_a_receipt_a_deadline_and_a_message_to_staff(client: Client) -> None:
    page = text(client.get(_sent(client, spare="x")["Location"]))

    submission = Submission.objects.get()
    assert (submission.reference in page, submission.due_at is not None) == (True, True)
    assert OutboxMessage.objects.get().submission == submission
    assert "spam" not in page.lower()


def test_returning_to_the_first_step_keeps_its_timestamp(client: Client, time_machine: Any) -> None:
    fill(client)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=5))
    client.post(url("show"))
    page = client.get(url("who")).content.decode()
    client.post(url("who"), hidden_fields(page) | TYPED["who"])

    send(client)

    assert _reasons() == set()
    assert read_timestamp(hidden_fields(page)["stamp"], timezone.now()).age > dt.timedelta(hours=5)


def test_check_page_shows_neither_honeypot_nor_timestamp(client: Client) -> None:
    fill(client, who=TYPED["who"] | {"spare": "kilroy"})

    page = re.sub(r'value="[^"]*"', "", client.get(url("check")).content.decode())

    assert not re.search("kilroy|Leave this empty|Timestamp", page)


def test_expired_form_is_shown_again_without_honeypot_and_timestamp(client: Client) -> None:
    page = text(client.post(url("who"), TYPED["who"] | {"spare": "kilroy", "stamp": "made up"}))

    assert not re.search("kilroy|Leave this empty|Timestamp", page)


def test_only_the_first_step_has_the_honeypot(client: Client) -> None:
    fill(client)

    with_trap = [slug for slug in TYPED if 'name="spare"' in text(client.get(url(slug)))]

    assert with_trap == ["who"]


def test_password_manager_does_not_see_the_honeypot(client: Client) -> None:
    start(client)

    assert "spare" not in visible_texts(client.get(url("who")).content.decode())
