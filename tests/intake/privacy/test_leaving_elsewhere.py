"""What leaving from another page closes, with scripts or without, and what it must not prevent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.typed import hidden

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]
METHODS = pytest.mark.parametrize("method", ["get", "post"], ids=["without scripts", "with scripts"])


def _address(client: Client, form: str, data: dict[str, Any]) -> str:
    answer = client.post(form, data)
    assert answer.status_code == 303
    return answer["Location"]


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
    before = _address(client, "/callback/", typed(nonce="", message=message))
    page = _page(client, before)
    assert f"<h1>{heading}</h1>" in page
    sent = hidden(page)
    wrong = _address(client, "/callback/", typed(phone="1", nonce=sent["nonce"][0]))
    receipt = _address(client, "/callback/", sent | {"help_shown": "yes"})
    assert [client.get(address)["Location"] for address in (before, wrong)] == [receipt, "/callback/sent/"]

    getattr(client, method)("/leave/")

    shown = [client.get(address)["Location"] for address in (receipt, before, wrong)]
    assert shown == ["/request/", "/callback/", "/callback/"]
