"""A patient changes their contact details or withdraws the request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

import intake.views.status as status_view
from intake.enums import OutboxKind, Status
from intake.models import Amendment, OutboxMessage, Submission
from intake.models.answers import current_answers
from tests.html import compact
from tests.intake.coming_back import MONDAY, look_up, page_of, post_to, request_of_monday
from tests.intake.workbench import set_status

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Iterator[Submission]:
    with request_of_monday() as received:
        yield received


def test_change_is_stored_as_a_further_sealed_row(client: Client, submission: Submission) -> None:
    before = submission.sealed
    answer = post_to(client, submission, "change", {"times": ["midday"], "voicemail": "yes"})

    submission.refresh_from_db()
    assert answer.status_code == 303
    assert (submission.sealed, submission.amended_at) == (before, MONDAY)
    assert Amendment.objects.get().sealed.startswith("v1.")
    answers = current_answers(submission)
    assert (answers["times"], answers["voicemail"], answers["name"]) == (["midday"], True, "Rosalind")


def test_repeated_change_notifies_staff_once(client: Client, submission: Submission) -> None:
    for _ in range(3):
        post_to(client, submission, "change", {"times": ["midday"]})

    assert Amendment.objects.count() == 1
    assert OutboxMessage.objects.filter(kind=OutboxKind.CHANGED).count() == 1


def test_change_back_is_stored_as_a_new_change(client: Client, submission: Submission) -> None:
    for time in ("midday", "morning", "midday"):
        post_to(client, submission, "change", {"times": [time]})

    assert current_answers(submission)["times"] == ["midday"]
    assert Amendment.objects.count() == 3


def test_saved_change_shows_the_rules_that_apply_now(client: Client, submission: Submission) -> None:
    data = {
        "phone": "732 555 0199",
        "when": "some",
        "times": ["midday"],
        "voicemail": "yes",
        "no_ask_for": "on",
    }
    answer = post_to(client, submission, "change", data)

    page = compact(client.get(answer["Location"]).content.decode())
    rules = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))
    assert "Your change is saved" in page
    assert rules["When may we contact you?"] == "Midday, 11 a.m. to 2 p.m."
    assert rules["May we leave a message?"] == "Yes"
    assert rules["Who should we ask for?"] == "Removed"
    assert rules["A word we should say first"] == "As before"
    assert "before we say anything at the new number, and we won’t leave a voicemail there" in page
    assert "first email" not in page
    assert "0199" not in page + answer["Location"]


def test_saved_change_says_that_a_word_is_asked_for_at_a_new_address(
    client: Client, submission: Submission
) -> None:
    answer = post_to(client, submission, "change", {"channel": "email", "email": "sam@example.com"})

    page = compact(client.get(answer["Location"]).content.decode())

    assert "<p>If you gave us a word with your request, our staff will ask for it in their first" in page
    assert "at the new number" not in page


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"email": "sam@example.com"}, "If we reach you by email and you gave us a word with your request"),
        (
            {"phone": "732 555 0199"},
            "If we reach you by phone or text and you gave us a word with your request",
        ),
    ],
    ids=["address", "number"],
)
def test_saved_change_that_keeps_the_way_to_be_reached_promises_neither_a_call_nor_an_email(
    client: Client, submission: Submission, changed: dict[str, str], promise: str
) -> None:
    answer = post_to(client, submission, "change", changed)

    page = compact(client.get(answer["Location"]).content.decode())

    assert f"<p>{promise}, " in page
    assert "<p>If you gave us a word" not in page


@pytest.mark.parametrize("name", ["ask_for", "code_word"])
def test_name_or_word_can_be_removed(client: Client, submission: Submission, name: str) -> None:
    post_to(client, submission, "change", {name: "bluebird"})
    assert current_answers(submission)[name] == "bluebird"

    post_to(client, submission, "change", {f"no_{name}": "on"})

    submission.refresh_from_db()
    assert current_answers(Submission.objects.get())[name] == ""


def test_what_a_new_channel_does_not_need_is_not_validated(client: Client, submission: Submission) -> None:
    data = {"channel": "email", "email": "sam@example.com", "phone": "732"}
    post_to(client, submission, "change", data)

    answers = current_answers(submission)
    assert (answers["channel"], answers["email"]) == ("email", "sam@example.com")
    assert answers["phone"]["e164"] == "+17325550142"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"channel": "text", "phone": "732 555 0199"}, "Choose when we may contact you"),
        ({"code_word": "bluebird", "no_code_word": "on"}, "Enter a new one or remove it, not both"),
        ({"when": "any", "times": ["midday"]}, "Choose either any time or certain times, not both"),
        ({}, "Change at least one answer"),
        ({"phone": "12345"}, "Enter a phone number, like"),
        ({"channel": "email"}, "address to write to"),
    ],
)
def test_invalid_change_shows_what_to_do(
    client: Client, submission: Submission, data: dict[str, str], error: str
) -> None:
    answer = post_to(client, submission, "change", data)

    page = client.get(answer["Location"]).content.decode()
    assert answer.status_code == 303
    assert "<title>Error: Change how we reach you</title>" in page
    assert error in page
    assert Amendment.objects.count() == 0


def test_closed_request_is_not_changed(client: Client, submission: Submission) -> None:
    set_status(submission, Status.REFERRED)

    assert post_to(client, submission, "change", {"times": ["midday"]}).status_code == 303
    assert Amendment.objects.count() == 0


def test_withdrawal_is_confirmed_and_closes_the_request(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]
    assert "Yes, cancel it" in client.get(f"{address}withdraw/").content.decode()

    client.post(f"{address}withdraw/")

    submission.refresh_from_db()
    assert (submission.status, submission.withdrawn_at) == (Status.WITHDRAWN, MONDAY)
    assert submission.purge_after == MONDAY + dt.timedelta(days=30)
    assert "We won’t contact you" in client.get(address).content.decode()
    assert OutboxMessage.objects.filter(kind=OutboxKind.WITHDRAWN).count() == 1


def test_withdrawal_can_be_undone_within_an_hour(client: Client, submission: Submission) -> None:
    due = submission.due_at
    set_status(submission, Status.ATTEMPTING)
    post_to(client, submission, "withdraw")
    assert "Reopen my request" in page_of(client, submission)

    post_to(client, submission, "undo")

    submission.refresh_from_db()
    assert (submission.status, submission.due_at, submission.purge_after) == (Status.ATTEMPTING, due, None)
    assert OutboxMessage.objects.filter(kind=OutboxKind.TAKEN_BACK).count() == 1


def test_withdrawal_cannot_be_undone_after_an_hour(client: Client, submission: Submission) -> None:
    post_to(client, submission, "withdraw")

    with time_machine.travel(MONDAY + dt.timedelta(hours=1, seconds=1), tick=False):
        assert "Reopen my request" not in page_of(client, submission)
        post_to(client, submission, "undo")

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN


def test_withdrawal_cannot_be_undone_after_the_purge(client: Client, submission: Submission) -> None:
    post_to(client, submission, "withdraw")
    Submission.objects.update(purged_at=MONDAY)

    assert "Reopen my request" not in page_of(client, submission)
    post_to(client, submission, "undo")

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN


def test_withdrawal_cannot_be_undone_while_the_twin_is_open(
    client: Client, submission: Submission, typed: Typed
) -> None:
    post_to(client, submission, "withdraw")
    client.post("/callback/", typed(name="Rosalind", email="rosalind@example.com"))

    answer = post_to(client, submission, "undo")

    page = client.get(answer["Location"]).content.decode()
    assert "the same request was sent again and is open" in page
    assert "Reopen my request" not in page
    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN
    assert Submission.objects.still_open().count() == 1


@pytest.mark.parametrize("what", ["change", "withdraw", "undo"])
def test_cross_site_post_does_nothing(client: Client, submission: Submission, what: str) -> None:
    post_to(client, submission, what, {"times": ["midday"]}, **{"Sec-Fetch-Site": "cross-site"})

    submission.refresh_from_db()
    assert (submission.status, Amendment.objects.count()) == (Status.NEW, 0)


@pytest.mark.parametrize("what", ["change", "withdraw"])
def test_typed_answers_survive_an_unavailable_database(
    client: Client, submission: Submission, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = look_up(client, submission)["Location"]

    def unavailable(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(status_view, "act", unavailable)
    answer = client.post(f"{address}{what}/", {"phone": "732 555 0199"})

    assert answer.status_code == 503
    assert what == "withdraw" or 'value="732 555 0199"' in answer.content.decode()


def test_staff_are_notified_of_a_reopened_request_that_was_canceled_before_they_were(
    client: Client, submission: Submission
) -> None:
    post_to(client, submission, "withdraw")
    OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST).delete()  # the worker drops what is outdated

    post_to(client, submission, "undo")

    assert OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST).count() == 1
