"""Whoever asked changes how to be reached, or takes the request back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

import intake.views.status as status_view
from intake.enums import OutboxKind, Status
from intake.models import Amendment, OutboxMessage, Submission
from intake.opening import current_answers
from intake.services.triage import set_status
from tests.intake.coming_back import MONDAY, look_up, page_of, post_to, request_of_monday

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Iterator[Submission]:
    with request_of_monday() as received:
        yield received


def test_a_change_is_a_further_sealed_entry(client: Client, submission: Submission) -> None:
    before = submission.sealed
    answer = post_to(client, submission, "change", {"times": ["midday"], "voicemail": "yes"})

    submission.refresh_from_db()
    assert answer.status_code == 303
    assert (submission.sealed, submission.amended_at) == (before, MONDAY)
    assert Amendment.objects.get().sealed.startswith("v1.")
    answers = current_answers(submission)
    assert (answers["times"], answers["voicemail"], answers["name"]) == (["midday"], True, "Rosalind")


def test_staff_are_told_of_a_change_once_for_the_same_words(client: Client, submission: Submission) -> None:
    for _ in range(3):
        post_to(client, submission, "change", {"times": ["midday"]})

    assert Amendment.objects.count() == 1
    assert OutboxMessage.objects.filter(kind=OutboxKind.CHANGED).count() == 1


def test_a_change_back_counts_again(client: Client, submission: Submission) -> None:
    for time in ("midday", "morning", "midday"):
        post_to(client, submission, "change", {"times": [time]})

    assert current_answers(submission)["times"] == ["midday"]
    assert Amendment.objects.count() == 3


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Change at least one answer"),
        ({"phone": "12345"}, "Enter a phone number, like 732 555 0142"),
        ({"channel": "email"}, "Enter the e-mail address to write to"),
    ],
)
def test_a_change_that_cannot_be_taken_says_what_to_do(
    client: Client, submission: Submission, data: dict[str, str], error: str
) -> None:
    answer = post_to(client, submission, "change", data)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert Amendment.objects.count() == 0


def test_a_request_that_is_closed_is_not_changed(client: Client, submission: Submission) -> None:
    set_status(submission, Status.REFERRED)

    assert post_to(client, submission, "change", {"times": ["midday"]}).status_code == 303
    assert Amendment.objects.count() == 0


def test_withdrawing_asks_once_and_then_stops_everything(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]
    assert "Yes, take it back" in client.get(f"{address}withdraw/").content.decode()

    client.post(f"{address}withdraw/")

    submission.refresh_from_db()
    assert (submission.status, submission.withdrawn_at) == (Status.WITHDRAWN, MONDAY)
    assert submission.purge_after == MONDAY + dt.timedelta(days=30)
    assert "We will not contact you" in client.get(address).content.decode()
    assert OutboxMessage.objects.filter(kind=OutboxKind.WITHDRAWN).count() == 1


def test_a_withdrawal_can_be_undone_within_the_hour(client: Client, submission: Submission) -> None:
    due = submission.due_at
    set_status(submission, Status.ATTEMPTING)
    post_to(client, submission, "withdraw")
    assert "Put my request back" in page_of(client, submission)

    post_to(client, submission, "undo")

    submission.refresh_from_db()
    assert (submission.status, submission.due_at, submission.purge_after) == (Status.ATTEMPTING, due, None)
    assert OutboxMessage.objects.filter(kind=OutboxKind.REOPENED).count() == 1


def test_a_withdrawal_stands_after_an_hour(client: Client, submission: Submission) -> None:
    post_to(client, submission, "withdraw")

    with time_machine.travel(MONDAY + dt.timedelta(hours=1, seconds=1), tick=False):
        assert "Put my request back" not in page_of(client, submission)
        post_to(client, submission, "undo")

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN


def test_a_withdrawal_is_not_undone_beside_the_same_request_sent_again(
    client: Client, submission: Submission, typed: Typed
) -> None:
    post_to(client, submission, "withdraw")
    client.post("/callback/", typed(name="Rosalind", email="rosalind@example.com"))

    assert post_to(client, submission, "undo").status_code == 303

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN
    assert Submission.objects.still_open().count() == 1


@pytest.mark.parametrize("what", ["change", "withdraw", "undo"])
def test_a_post_from_elsewhere_does_nothing(client: Client, submission: Submission, what: str) -> None:
    post_to(client, submission, what, {"times": ["midday"]}, **{"Sec-Fetch-Site": "cross-site"})

    submission.refresh_from_db()
    assert (submission.status, Amendment.objects.count()) == (Status.NEW, 0)


@pytest.mark.parametrize("what", ["change", "withdraw"])
def test_a_database_that_is_away_loses_nothing_that_was_typed(
    client: Client, submission: Submission, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = look_up(client, submission)["Location"]

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(status_view, "amend", away)
    monkeypatch.setattr(status_view, "withdraw", away)
    answer = client.post(f"{address}{what}/", {"phone": "732 555 0199"})

    assert answer.status_code == 503
    assert what == "withdraw" or 'value="732 555 0199"' in answer.content.decode()
