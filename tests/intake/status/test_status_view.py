from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

import intake.views.status as status_view
from intake.audit.trail import record_read
from intake.enums import AttemptResult, Channel, Status
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.requests.status import public_status
from intake.services.triage.linking import link
from tests.intake.coming_back import MONDAY, is_open, look_up, page_of
from tests.intake.workbench import request_of, set_status
from tests.typed import SECRET

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def test_reference_and_secret_open_the_status_page(client: Client, submission: Submission) -> None:
    page = page_of(client, submission)

    assert submission.reference in page
    assert "<strong>Received</strong>" in page
    assert "Monday, November 23, 2026, 11\N{NO-BREAK SPACE}a.m. (Eastern Time)" in page
    assert "No one yet" in page


@pytest.mark.parametrize("status", [Status.REACHED, Status.SCHEDULED])
def test_a_person_who_was_reached_reads_no_time_that_has_passed(
    client: Client, submission: Submission, status: Status
) -> None:
    set_status(submission, status)

    assert "We’ll contact you by" not in page_of(client, submission)


def test_while_we_wait_for_the_patient_no_time_is_promised(client: Client, submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(waiting_since=MONDAY)

    assert "We’ll contact you by" not in page_of(client, submission)


@pytest.mark.parametrize("later", [dt.timedelta(0), dt.timedelta(days=1)])
def test_promise_that_a_call_for_a_linked_request_kept_is_not_repeated(
    client: Client, submission: Submission, nurse: AbstractBaseUser, later: dt.timedelta
) -> None:
    other = request_of()
    link(submission, other, actor=nurse, now=MONDAY)
    assert "We’ll contact you by" in page_of(client, submission)
    record_attempt(other, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    with time_machine.travel(MONDAY + later, tick=False):
        assert "We’ll contact you by" not in page_of(client, submission)


def test_promise_that_was_not_kept_is_apologized_for_and_not_repeated(
    client: Client, submission: Submission
) -> None:
    with time_machine.travel(MONDAY + dt.timedelta(days=1), tick=False):
        page = page_of(client, submission)

    assert "We haven’t reached you by the time we promised" in page
    assert "We’ll contact you by" not in page


def test_the_status_page_shows_nothing_the_patient_wrote(client: Client, submission: Submission) -> None:
    page = page_of(client, submission)

    assert not re.search("rosalind|555-0142|5550142", page.lower())


def test_the_status_url_contains_neither_id_nor_reference(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

    assert submission.reference not in address
    assert submission.pk.hex not in address


@pytest.mark.parametrize(
    "changes",
    [{"secret": "0000-0000-0000-0000-0000"}, {"reference": "0000-0000"}, {"reference": "nonsense!"}],
    ids=["wrong secret", "wrong reference", "no reference at all"],
)
def test_every_wrong_pair_gets_the_same_response(
    client: Client, submission: Submission, changes: dict[str, str]
) -> None:
    answer = look_up(client, submission, **changes)

    assert answer.status_code == 303
    assert "We couldn’t find that request" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("changes", [{"secret": "0000-0000-0000-0000-0000"}, {"reference": "0000-0000"}])
def test_every_wrong_pair_makes_the_same_number_of_queries(
    client: Client, submission: Submission, changes: dict[str, str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        look_up(client, submission, **changes)


def test_wrong_guesses_are_limited_and_a_correct_pair_never_is(
    client: Client, submission: Submission
) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    wrong = {"reference": submission.reference, "secret": "0" * 20}
    answers = [client.post("/request/", wrong, **elsewhere).status_code for _ in range(status_view.TRIES + 1)]

    assert answers == [303] * status_view.TRIES + [429]
    assert is_open(look_up(client, submission))
    right = {"reference": submission.reference, "secret": SECRET}
    assert is_open(client.post("/request/", right, **elsewhere))


def test_reference_and_secret_are_accepted_in_any_notation(client: Client, submission: Submission) -> None:
    written = SECRET.lower().replace("-", "  ").replace("0", "o")

    assert is_open(look_up(client, submission, secret=written, reference=f" {submission.reference.lower()} "))


def test_reference_and_secret_are_required(client: Client) -> None:
    page = client.post("/request/", {}, follow=True).content.decode()

    assert "<title>Error: Your request" in page
    assert 'href="#status-reference">Enter the reference from your receipt' in page


def test_the_status_page_expires_after_half_an_hour(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

    with time_machine.travel(MONDAY + dt.timedelta(minutes=31)):
        assert client.get(address).status_code == 410


@pytest.mark.parametrize("press", ["change", "withdraw", "undo"])
@pytest.mark.parametrize(
    ("prefix", "said"), [("", "Nothing has changed yet"), ("/es", "Todavía no ha cambiado nada")]
)
def test_a_press_after_half_an_hour_says_that_nothing_was_done(
    client: Client, submission: Submission, press: str, prefix: str, said: str
) -> None:
    address = look_up(client, submission)["Location"]
    if prefix:
        address = prefix + address.replace("/request/", "/solicitud/")
        press = {"change": "cambiar", "withdraw": "retirar", "undo": "deshacer"}[press]

    with time_machine.travel(MONDAY + dt.timedelta(minutes=31)):
        answer = client.post(f"{address}{press}/", {"channel": "email", "email": "a@example.com"})
        assert said not in client.get(address).content.decode()

    assert answer.status_code == 410
    assert said in answer.content.decode()


def test_a_receipt_code_opens_no_status_page(client: Client, typed: Typed) -> None:
    code = client.post("/callback/", typed())["Location"].split("/")[-2]

    assert client.get(f"/request/{code}/").status_code == 404


def test_the_status_page_shows_how_many_staff_members_opened_the_request(
    client: Client, submission: Submission, nurse: AbstractBaseUser
) -> None:
    record_read(submission, nurse, timezone.now())
    record_read(submission, nurse, timezone.now())

    assert "1 staff member" in page_of(client, submission)


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (Status.ATTEMPTING, "We’re trying to reach you"),
        (Status.SCHEDULED, "Arranged"),
        (Status.UNREACHABLE, "Closed"),
        (Status.SPAM, "Closed"),
    ],
)
def test_the_status_page_shows_the_current_status(
    client: Client, submission: Submission, status: Status, label: str
) -> None:
    set_status(submission, status)

    assert f"<strong>{label}</strong>" in page_of(client, submission)


def test_every_status_has_a_public_status() -> None:
    assert all(public_status(Submission(status=status), MONDAY).label for status in Status)


def test_no_page_of_a_request_is_cached(client: Client, submission: Submission) -> None:
    address = look_up(client, submission)["Location"]

    for path in (address, f"{address}change/", f"{address}withdraw/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_no_page_of_a_request_sets_a_cookie(client: Client, submission: Submission) -> None:
    page_of(client, submission)

    assert not client.cookies


def test_a_wrong_pair_is_shown_again_by_back_for_a_quarter_of_an_hour(
    client: Client, submission: Submission
) -> None:
    wrong = look_up(client, submission, secret="0" * 20)["Location"]

    assert submission.reference not in wrong
    assert f'value="{submission.reference}"' in client.get(wrong).content.decode()
    with time_machine.travel(MONDAY + dt.timedelta(minutes=16)):
        assert client.get(wrong)["Location"] == "/request/"


def test_a_pair_too_long_for_an_address_is_answered_at_once(client: Client) -> None:
    long = "".join(chr(0x4E00 + number) for number in range(3000))

    answer = client.post("/request/", {"reference": "7K4M-2QXD", "secret": long})

    assert answer.status_code == 422
    assert long in answer.content.decode()


def test_a_change_that_was_not_accepted_needs_the_code_of_its_request(
    client: Client, submission: Submission
) -> None:
    page = look_up(client, submission)["Location"]
    again = client.post(f"{page}change/", {"phone": "12345"})["Location"]
    sealed = again.split("/")[-2]

    assert 'value="12345"' in client.get(again).content.decode()
    assert client.get(f"/request/nonsense/change/{sealed}/").status_code == 404
    assert client.get(f"{page}change/nonsense/")["Location"] == f"{page}change/"
