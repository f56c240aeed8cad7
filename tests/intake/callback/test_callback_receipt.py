"""The receipt of a callback request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import intake.views.receipt as receipt_view
from intake.enums import Status
from intake.models import OutboxMessage, Submission
from tests.intake.unavailable import unavailable
from tests.intake.workbench import set_status

Typed = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def _post(client: Client, data: dict[str, Any], **headers: str) -> Any:
    return client.post("/callback/", data, headers=headers)


def test_the_receipt_url_contains_no_personal_data(client: Client, typed: Typed) -> None:
    address = _post(client, typed(name="Rosalind"))["Location"]

    assert re.fullmatch(r"/callback/received/[\w-]+/", address)
    assert Submission.objects.get().pk.hex not in address
    assert "rosalind" not in address.lower()


def test_the_receipt_shows_the_deadline_and_crisis_lines(client: Client, typed: Typed) -> None:
    page = client.get(_post(client, typed())["Location"]).content.decode()

    due = timezone.localtime(Submission.objects.get().due_at)
    assert f"{due:%A}, {due:%B} {due.day}" in page
    assert all(number in page for number in ("tel:988", "tel:911", "sms:838255"))


def test_an_unknown_receipt_url_is_not_found(client: Client) -> None:
    assert client.get("/callback/received/nonsense/").status_code == 404


def test_a_receipt_expires_after_half_an_hour_with_an_explanation(
    client: Client, typed: Typed, time_machine: Any
) -> None:
    address = _post(client, typed())["Location"]
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=31))

    answer = client.get(address)

    assert answer.status_code == 410
    assert "Your request is safe with us" in answer.content.decode()


def test_a_receipt_does_not_promise_a_time_in_the_past(client: Client, typed: Typed) -> None:
    _post(client, typed())
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(days=20))

    page = client.get(_post(client, typed())["Location"]).content.decode()

    assert "We’ll contact you by" not in page
    assert "Our staff can see that you asked again." in page
    assert OutboxMessage.objects.count() == 2


def test_a_receipt_is_not_indexed_by_search_engines(client: Client, typed: Typed) -> None:
    page = client.get(_post(client, typed())["Location"]).content.decode()

    assert '<meta name="robots" content="noindex">' in page


def test_a_receipt_without_the_database_says_that_the_request_is_stored(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _post(client, typed())["Location"]

    monkeypatch.setattr(receipt_view, "get_object_or_404", unavailable)
    answer = client.get(address)

    assert answer.status_code == 503
    assert "We have your request" in answer.content.decode()


def test_an_overdue_receipt_does_not_claim_that_staff_were_notified_again(
    client: Client, typed: Typed
) -> None:
    address = _post(client, typed())["Location"]
    Submission.objects.update(queue_at=timezone.now() - dt.timedelta(minutes=1))

    page = client.get(address).content.decode()

    assert "we’re sorry." in page
    assert "Our staff can see" not in page


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.ATTEMPTING, "We’re trying to reach you"), (Status.REACHED, "Arranged"), (Status.SPAM, "Closed")],
)
def test_the_receipt_of_a_request_that_staff_worked_on_leads_to_its_page(
    client: Client, typed: Typed, status: Status, said: str
) -> None:
    address = _post(client, typed())["Location"]
    set_status(Submission.objects.get(), status)

    answer = client.get(address, follow=True)

    assert [step.startswith("/request/") for step, _ in answer.redirect_chain] == [True]
    assert said in answer.content.decode()


def test_the_receipt_of_a_request_that_staff_took_over_stays(client: Client, typed: Typed) -> None:
    address = _post(client, typed())["Location"]
    set_status(Submission.objects.get(), Status.CLAIMED)

    assert "We’ll contact you by" in client.get(address).content.decode()


def test_the_receipt_of_a_request_with_a_time_for_a_call_leads_to_its_page(
    client: Client, typed: Typed
) -> None:
    address = _post(client, typed())["Location"]
    Submission.objects.update(promised_call_at=timezone.now() + dt.timedelta(days=2))

    assert "Arranged" in client.get(address, follow=True).content.decode()
