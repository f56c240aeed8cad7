from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

import intake.views.status as status_view
from intake.audit import record_read
from intake.enums import Kind, OutboxKind, Status
from intake.forms import CallbackForm
from intake.models import Amendment, OutboxMessage, Submission
from intake.opening import current_answers
from intake.receipts import receipt_secret
from intake.services.receive import receive
from intake.services.triage import set_status

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def submission(typed: Typed) -> Iterator[Submission]:
    form = CallbackForm(typed(name="Rosalind", email="rosalind@example.com"))
    assert form.is_valid()
    with time_machine.travel(MONDAY, tick=False):
        yield receive(Kind.CALLBACK, form.answers())


def _look_up(client: Client, submission: Submission, **changes: str) -> Any:
    pair = {"reference": submission.reference, "secret": receipt_secret(submission.pk)}
    return client.post("/request/", pair | changes)


def _page(client: Client, submission: Submission) -> str:
    return client.get(_look_up(client, submission)["Location"]).content.decode()


def test_reference_and_secret_lead_to_the_page(client: Client, submission: Submission) -> None:
    page = _page(client, submission)

    assert submission.reference in page
    assert "<strong>Received</strong>" in page
    assert "Monday, November 23, 2026, 2:00 p.m. EST" in page


def test_the_page_shows_nothing_that_was_written(client: Client, submission: Submission) -> None:
    page = _page(client, submission)

    assert not re.search("rosalind|555-0142|5550142", page.lower())


def test_the_pages_address_names_nobody_and_no_reference(client: Client, submission: Submission) -> None:
    address = _look_up(client, submission)["Location"]

    assert submission.reference not in address
    assert submission.pk.hex not in address


@pytest.mark.parametrize(
    "changes",
    [{"secret": "0000-0000-0000-0000-0000"}, {"reference": "0000-0000"}, {"reference": "nonsense!"}],
    ids=["wrong secret", "wrong reference", "no reference at all"],
)
def test_every_wrong_pair_has_the_same_answer(
    client: Client, submission: Submission, changes: dict[str, str]
) -> None:
    answer = _look_up(client, submission, **changes)

    assert answer.status_code == 422
    assert "We found no request with this pair" in answer.content.decode()


@pytest.mark.parametrize("changes", [{"secret": "0000-0000-0000-0000-0000"}, {"reference": "0000-0000"}])
def test_every_wrong_pair_asks_the_database_the_same(
    client: Client, submission: Submission, changes: dict[str, str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        _look_up(client, submission, **changes)


def test_a_network_that_tries_many_pairs_has_to_wait(client: Client, submission: Submission) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    wrong = {"reference": submission.reference, "secret": "0" * 20}
    answers = [client.post("/request/", wrong, **elsewhere).status_code for _ in range(status_view.TRIES + 1)]

    assert answers == [422] * status_view.TRIES + [429]
    assert _look_up(client, submission).status_code == 303


def test_a_pair_is_read_as_people_write_it(client: Client, submission: Submission) -> None:
    written = receipt_secret(submission.pk).lower().replace("-", "  ").replace("0", "o")

    assert (
        _look_up(
            client, submission, secret=written, reference=f" {submission.reference.lower()} "
        ).status_code
        == 303
    )


def test_an_empty_pair_is_asked_for(client: Client) -> None:
    page = client.post("/request/", {}).content.decode()

    assert "<title>Error: Your request" in page
    assert 'href="#status-reference">Enter the reference from your receipt' in page


def test_the_page_closes_after_half_an_hour(client: Client, submission: Submission) -> None:
    address = _look_up(client, submission)["Location"]

    with time_machine.travel(MONDAY + dt.timedelta(minutes=31)):
        assert client.get(address).status_code == 410


def test_a_receipts_address_opens_no_status_page(client: Client, typed: Typed) -> None:
    code = client.post("/callback/", typed())["Location"].split("/")[-2]

    assert client.get(f"/request/{code}/").status_code == 404


def test_the_page_tells_how_many_staff_have_opened_it(
    client: Client, submission: Submission, nurse: AbstractBaseUser
) -> None:
    record_read(submission, nurse, timezone.now())
    record_read(submission, nurse, timezone.now())

    assert "1 member of staff" in _page(client, submission)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.ATTEMPTING, "We are trying to reach you"),
        (Status.SCHEDULED, "Arranged"),
        (Status.UNREACHABLE, "Closed"),
        (Status.SPAM, "Closed"),
    ],
)
def test_the_page_follows_what_staff_do(
    client: Client, submission: Submission, status: Status, said: str
) -> None:
    set_status(submission, status)

    assert f"<strong>{said}</strong>" in _page(client, submission)


def test_every_status_of_the_queue_has_a_standing() -> None:
    assert {status_view.standing(Submission(status=status)).label for status in Status}


def _post(
    client: Client, submission: Submission, what: str, data: dict[str, Any] | None = None, **headers: str
) -> Any:
    return client.post(f"{_look_up(client, submission)['Location']}{what}/", data or {}, headers=headers)


def test_a_change_is_a_further_sealed_entry(client: Client, submission: Submission) -> None:
    before = submission.sealed
    answer = _post(client, submission, "change", {"times": ["midday"], "voicemail": "yes"})

    submission.refresh_from_db()
    assert answer.status_code == 303
    assert (submission.sealed, submission.amended_at) == (before, MONDAY)
    assert Amendment.objects.get().sealed.startswith("v1.")
    answers = current_answers(submission)
    assert (answers["times"], answers["voicemail"], answers["name"]) == (["midday"], True, "Rosalind")


def test_staff_are_told_of_a_change_once_for_the_same_words(client: Client, submission: Submission) -> None:
    for _ in range(3):
        _post(client, submission, "change", {"times": ["midday"]})

    assert Amendment.objects.count() == 1
    assert OutboxMessage.objects.filter(kind=OutboxKind.CHANGED).count() == 1


def test_a_change_back_counts_again(client: Client, submission: Submission) -> None:
    for time in ("midday", "morning", "midday"):
        _post(client, submission, "change", {"times": [time]})

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
    answer = _post(client, submission, "change", data)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert Amendment.objects.count() == 0


def test_a_request_that_is_closed_is_not_changed(client: Client, submission: Submission) -> None:
    set_status(submission, Status.REFERRED)

    assert _post(client, submission, "change", {"times": ["midday"]}).status_code == 303
    assert Amendment.objects.count() == 0


def test_withdrawing_asks_once_and_then_stops_everything(client: Client, submission: Submission) -> None:
    address = _look_up(client, submission)["Location"]
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
    _post(client, submission, "withdraw")
    assert "Put my request back" in _page(client, submission)

    _post(client, submission, "undo")

    submission.refresh_from_db()
    assert (submission.status, submission.due_at, submission.purge_after) == (Status.ATTEMPTING, due, None)
    assert OutboxMessage.objects.filter(kind=OutboxKind.REOPENED).count() == 1


def test_a_withdrawal_stands_after_an_hour(client: Client, submission: Submission) -> None:
    _post(client, submission, "withdraw")

    with time_machine.travel(MONDAY + dt.timedelta(hours=1, seconds=1), tick=False):
        assert "Put my request back" not in _page(client, submission)
        _post(client, submission, "undo")

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN


def test_a_withdrawal_is_not_undone_beside_the_same_request_sent_again(
    client: Client, submission: Submission, typed: Typed
) -> None:
    _post(client, submission, "withdraw")
    client.post("/callback/", typed(name="Rosalind", email="rosalind@example.com"))

    assert _post(client, submission, "undo").status_code == 303

    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN
    assert Submission.objects.still_open().count() == 1


@pytest.mark.parametrize("what", ["change", "withdraw", "undo"])
def test_a_post_from_elsewhere_does_nothing(client: Client, submission: Submission, what: str) -> None:
    _post(client, submission, what, {"times": ["midday"]}, **{"Sec-Fetch-Site": "cross-site"})

    submission.refresh_from_db()
    assert (submission.status, Amendment.objects.count()) == (Status.NEW, 0)


@pytest.mark.parametrize("what", ["change", "withdraw"])
def test_a_database_that_is_away_loses_nothing_that_was_typed(
    client: Client, submission: Submission, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _look_up(client, submission)["Location"]

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(status_view, "amend", away)
    monkeypatch.setattr(status_view, "withdraw", away)
    answer = client.post(f"{address}{what}/", {"phone": "732 555 0199"})

    assert answer.status_code == 503
    assert what == "withdraw" or 'value="732 555 0199"' in answer.content.decode()


def test_no_page_of_a_request_is_kept_anywhere(client: Client, submission: Submission) -> None:
    address = _look_up(client, submission)["Location"]

    for path in (address, f"{address}change/", f"{address}withdraw/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_no_page_of_a_request_sets_a_cookie(client: Client, submission: Submission) -> None:
    _page(client, submission)

    assert not client.cookies
