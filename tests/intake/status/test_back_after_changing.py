"""Pages that a patient finds with "back" after a request was changed or canceled say what is true now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from intake.enums import Status
from intake.models import Submission
from tests.intake.workbench import set_status
from tests.typed import SECRET, hidden

pytestmark = pytest.mark.django_db
CHANGE = {"channel": "phone", "phone": "732 555 0199", "when": "any"}


def _sent(client: Client, typed: Callable[..., dict[str, Any]]) -> tuple[str, str, Submission]:
    """Send a request; return the addresses of its receipt and its status page, and the request."""
    receipt = client.post("/callback/", typed())["Location"]
    row = Submission.objects.get()
    status = client.post("/request/", {"reference": row.reference, "secret": SECRET})["Location"]
    return receipt, status, row


def _end_of(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("staff", [False, True], ids=["canceled", "closed by staff"])
def test_once_a_request_is_closed_no_page_promises_a_call_or_offers_to_change_it(
    client: Client, typed: Callable[..., dict[str, Any]], *, staff: bool
) -> None:
    receipt, status, row = _sent(client, typed)
    wrong = client.post(f"{status}change/", {"channel": "phone", "phone": "1"})["Location"]
    saved = client.post(f"{status}change/", CHANGE)["Location"]
    if staff:
        set_status(row, Status.NOT_A_MATCH)
    else:
        client.post(f"{status}withdraw/")

    label = "Closed" if staff else "Canceled"
    for address in (receipt, wrong, saved, f"{status}change/", f"{status}withdraw/"):
        page = _end_of(client, address)
        assert f"<strong>{label}</strong>" in page
        assert "We’ll contact you" not in page


def test_a_receipt_repeats_no_rules_that_were_changed(
    client: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    receipt, status, _row = _sent(client, typed)
    assert "We have your request" in _end_of(client, receipt)
    client.post(f"{status}change/", CHANGE)

    page = _end_of(client, receipt)

    assert "You changed it" in page
    assert "How we’ll reach you" not in page


@pytest.mark.parametrize("applied", [True, False], ids=["applied", "before staff applied it"])
def test_a_page_for_a_saved_change_repeats_no_rules_once_they_were_changed_again(
    client: Client, typed: Callable[..., dict[str, Any]], settings: Settings, *, applied: bool
) -> None:
    _receipt, status, _row = _sent(client, typed)
    if not applied:
        settings.SEALING_PRIVATE_KEYS_FILE = None
    first = client.post(f"{status}change/", CHANGE)["Location"]
    assert "from now on" in _end_of(client, first)
    second = client.post(f"{status}change/", {"channel": "email", "email": "a@example.com"})["Location"]

    page = _end_of(client, first)

    assert "You changed it" in page
    assert "from now on" not in page
    assert "from now on" in _end_of(client, second)


@pytest.mark.parametrize(
    ("what", "said"), [("withdraw", "<strong>Canceled</strong>"), ("change", "You changed it")]
)
def test_a_receipt_promises_nothing_that_was_changed_before_staff_applied_it(
    client: Client, typed: Callable[..., dict[str, Any]], settings: Settings, what: str, said: str
) -> None:
    receipt, status, _row = _sent(client, typed)
    settings.SEALING_PRIVATE_KEYS_FILE = None
    client.post(f"{status}{what}/", CHANGE)

    page = _end_of(client, receipt)

    assert said in page
    assert "We’ll contact you by" not in page
    assert "How we’ll reach you" not in page


def test_the_address_that_reopens_a_request_leads_to_its_page_and_reopens_nothing(
    client: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    _receipt, status, row = _sent(client, typed)
    client.post(f"{status}withdraw/")

    answer = client.get(f"{status}undo/")

    assert (answer.status_code, answer["Location"]) == (303, status)
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN


def test_a_receipt_that_has_closed_promises_no_call_for_a_canceled_request(
    client: Client, typed: Callable[..., dict[str, Any]], monday: time_machine.Coordinates
) -> None:
    receipt, status, _row = _sent(client, typed)
    client.post(f"{status}withdraw/")
    monday.shift(dt.timedelta(minutes=31))

    page = _end_of(client, receipt)

    assert "unless you’ve changed or canceled your request since then" in page
    assert "We’ll contact you" not in page


def test_a_form_that_was_sent_and_canceled_may_be_sent_again(
    client: Client, typed: Callable[..., dict[str, Any]]
) -> None:
    check = client.post("/callback/", typed(nonce=""))["Location"]
    client.post("/callback/", hidden(_end_of(client, check)))
    Submission.objects.update(status=Status.WITHDRAWN)

    page = _end_of(client, check)

    assert "You’ve already sent this form" in page
    assert "You don’t need to send it again unless you’ve canceled it since then" in page


def test_a_canceled_request_names_the_time_until_which_it_can_be_reopened(
    client: Client, typed: Callable[..., dict[str, Any]], monday: time_machine.Coordinates
) -> None:
    _receipt, status, _row = _sent(client, typed)
    assert "stop contacting you about this request" in _end_of(client, f"{status}withdraw/")
    client.post(f"{status}withdraw/")
    monday.shift(dt.timedelta(minutes=20))

    assert "You can reopen it until Monday, November 23, 11\N{NO-BREAK SPACE}a.m. (Eastern Time)" in _end_of(
        client, status
    )
