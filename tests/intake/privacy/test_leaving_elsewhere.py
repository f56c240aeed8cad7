"""What leaving from another page closes, with scripts or without, and what it must not prevent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from intake.enums import Status
from intake.models import Submission
from tests.typed import SECRET, address_after, hidden, leave

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]
METHODS = pytest.mark.parametrize("method", ["get", "post"], ids=["without scripts", "with scripts"])


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@METHODS
@pytest.mark.parametrize(
    ("message", "heading"), [("", "Check your answers"), ("Some days I want to die.", "Before you send this")]
)
def test_after_leaving_from_a_later_page_no_earlier_one_leads_to_a_receipt(
    client: Client, typed: Typed, settings: Settings, message: str, heading: str, method: str
) -> None:
    settings.RISK_INTERRUPTION, settings.RISK_LIST_SIGNED_BY = True, "A Test Clinician"
    before = address_after(client, "/callback/", typed(nonce="", message=message))
    page = _page(client, before)
    assert f"<h1>{heading}</h1>" in page
    sent = hidden(page)
    wrong = address_after(client, "/callback/", typed(phone="1", nonce=sent["nonce"][0]))
    receipt = address_after(client, "/callback/", sent | {"help_shown": "yes"})
    assert [client.get(address)["Location"] for address in (before, wrong)] == [receipt, "/callback/sent/"]

    getattr(client, method)("/leave/")

    shown = [client.get(address)["Location"] for address in (receipt, before, wrong)]
    assert shown == ["/request/", "/callback/", "/callback/"]


def _status(client: Client, typed: Typed) -> str:
    """Send a request; return the address of its status page, which is on the screen."""
    address_after(client, "/callback/", typed())
    pair = {"reference": Submission.objects.get().reference, "secret": SECRET}
    status = address_after(client, "/request/", pair)
    assert "Cancel this request" in _page(client, status)
    return status


def test_request_is_canceled_and_reopened_though_someone_with_the_same_address_left(
    client: Client, typed: Typed
) -> None:
    status = _status(client, typed)
    client.post("/leave/")

    canceled = client.post(f"{status}withdraw/", follow=True)

    assert Submission.objects.get().status == Status.WITHDRAWN
    assert "<strong>Canceled</strong>" in canceled.content.decode()
    client.post("/leave/")

    reopened = client.post(f"{canceled.redirect_chain[-1][0]}undo/", follow=True)

    assert Submission.objects.get().is_open
    assert "Cancel this request" in reopened.content.decode()


def test_page_before_a_cancellation_is_closed_though_someone_with_the_same_address_left(
    client: Client, typed: Typed
) -> None:
    status = _status(client, typed)
    client.post("/leave/")

    assert client.get(f"{status}withdraw/")["Location"] == "/request/"


@pytest.mark.parametrize(("phone", "shown"), [("732 555 0199", "Your change is saved"), ("1", "Error")])
def test_change_is_answered_though_someone_with_the_same_address_left(
    client: Client, typed: Typed, phone: str, shown: str
) -> None:
    status = _status(client, typed)
    client.post("/leave/")

    change = {"channel": "phone", "phone": phone, "when": "any"}
    answer = client.post(f"{status}change/", change, follow=True)

    assert shown in answer.content.decode()
    assert (Submission.objects.get().amended_at is not None) == (shown != "Error")


@METHODS
def test_after_leaving_a_page_of_a_request_nothing_can_be_sent_from_it(
    client: Client, typed: Typed, method: str
) -> None:
    status = _status(client, typed)
    leave(client, _page(client, status), method)

    assert client.post(f"{status}withdraw/")["Location"] == "/request/"
    assert Submission.objects.get().is_open


@METHODS
def test_after_leaving_from_another_page_no_other_site_opens_a_request_by_a_post(
    client: Client, typed: Typed, method: str
) -> None:
    status = _status(client, typed)
    getattr(client, method)("/leave/")

    answer = client.post(f"{status}undo/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer["Location"] == "/request/"


def test_status_page_that_was_left_from_another_network_is_closed(client: Client, typed: Typed) -> None:
    for _ in range(2):
        client.post("/leave/")
    status, moved = _status(client, typed), Client(REMOTE_ADDR="203.0.113.7")
    leave(moved, _page(moved, status))

    assert moved.get(status).get("Location") == "/request/"


def test_receipt_that_was_left_from_another_network_is_closed_on_the_first_one(
    client: Client, typed: Typed
) -> None:
    wrong = address_after(client, "/callback/", typed(phone="1"))
    receipt, moved = address_after(client, "/callback/", typed()), Client(REMOTE_ADDR="203.0.113.7")
    leave(moved, _page(moved, receipt))

    assert [client.get(page).get("Location") for page in (receipt, wrong)] == ["/request/", "/callback/"]
