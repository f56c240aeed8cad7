from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

import intake.views.status as status_view
from intake.audit import record_read
from intake.enums import Status
from intake.models import Submission
from intake.receipts import receipt_secret
from intake.services.triage import set_status
from tests.intake.coming_back import MONDAY, look_up, page_of, request_of_monday

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Iterator[Submission]:
    with request_of_monday() as received:
        yield received


def test_reference_and_secret_lead_to_the_page(client: Client, submission: Submission) -> None:
    page = page_of(client, submission)

    assert submission.reference in page
    assert "<strong>Received</strong>" in page
    assert "Monday, November 23, 2026, 2:00 p.m. EST" in page


def test_the_page_shows_nothing_that_was_written(client: Client, submission: Submission) -> None:
    page = page_of(client, submission)

    assert not re.search("rosalind|555-0142|5550142", page.lower())


def test_the_pages_address_names_nobody_and_no_reference(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

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
    answer = look_up(client, submission, **changes)

    assert answer.status_code == 422
    assert "We found no request with this pair" in answer.content.decode()


@pytest.mark.parametrize("changes", [{"secret": "0000-0000-0000-0000-0000"}, {"reference": "0000-0000"}])
def test_every_wrong_pair_asks_the_database_the_same(
    client: Client, submission: Submission, changes: dict[str, str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        look_up(client, submission, **changes)


def test_a_network_that_tries_many_pairs_has_to_wait(client: Client, submission: Submission) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    wrong = {"reference": submission.reference, "secret": "0" * 20}
    answers = [client.post("/request/", wrong, **elsewhere).status_code for _ in range(status_view.TRIES + 1)]

    assert answers == [422] * status_view.TRIES + [429]
    assert look_up(client, submission).status_code == 303


def test_a_pair_is_read_as_people_write_it(client: Client, submission: Submission) -> None:
    written = receipt_secret(submission.pk).lower().replace("-", "  ").replace("0", "o")

    assert (
        look_up(client, submission, secret=written, reference=f" {submission.reference.lower()} ").status_code
        == 303
    )


def test_an_empty_pair_is_asked_for(client: Client) -> None:
    page = client.post("/request/", {}).content.decode()

    assert "<title>Error: Your request" in page
    assert 'href="#status-reference">Enter the reference from your receipt' in page


def test_the_page_closes_after_half_an_hour(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

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

    assert "1 member of staff" in page_of(client, submission)


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

    assert f"<strong>{said}</strong>" in page_of(client, submission)


def test_every_status_of_the_queue_has_a_standing() -> None:
    assert {status_view.standing(Submission(status=status)).label for status in Status}


def test_no_page_of_a_request_is_kept_anywhere(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

    for path in (address, f"{address}change/", f"{address}withdraw/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_no_page_of_a_request_sets_a_cookie(client: Client, submission: Submission) -> None:
    page_of(client, submission)

    assert not client.cookies
