"""A change that was typed too late is filled in again once the request is looked up from that page."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from intake.models import PatientAction, Submission
from intake.services.requests.receive import receive
from tests.intake.coming_back import MONDAY, look_up
from tests.typed import SECRET, leave

pytestmark = pytest.mark.django_db
_MINUTE = dt.timedelta(minutes=1)
CHANGE = {"channel": "text", "phone": "732 555 0199", "when": "some", "times": ["midday"]}


def _closed_page(client: Client, submission: Submission, change: dict[str, Any] = CHANGE) -> str:
    """Return the page that answers a change that is sent a minute too late."""
    address = f"{look_up(client, submission)['Location']}change/"
    with time_machine.travel(MONDAY + 31 * _MINUTE, tick=False):
        answer = client.post(address, change)
    assert answer.status_code == 410
    return answer.content.decode()


def _look_up(client: Client, page: str, after: int = 32, **pair: str) -> Any:
    """Look a request up from the form on a page, some minutes after Monday."""
    [sealed] = re.findall(r'name="change" value="([^"]+)"', page)
    with time_machine.travel(MONDAY + after * _MINUTE, tick=False):
        answer = client.post("/request/", {"change": sealed} | pair)
        return client.get(answer["Location"]), answer["Location"]


def _pair(submission: Submission) -> dict[str, str]:
    return {"reference": submission.reference, "secret": SECRET}


def test_it_is_in_the_form_and_not_saved(client: Client, submission: Submission) -> None:
    shown, address = _look_up(client, _closed_page(client, submission), **_pair(submission))

    form = shown.context["form"]
    assert (form["channel"].value(), form["phone"].value()) == ("text", "732 555 0199")
    assert form["times"].value() == ["midday"]
    assert "Nothing has changed yet" in shown.content.decode()
    assert not PatientAction.objects.exists()
    with time_machine.travel(MONDAY + 33 * _MINUTE, tick=False):
        assert client.post(re.sub("change/.*", "change/", address), CHANGE).status_code == 303
    assert PatientAction.objects.count() == 1


def test_what_is_wrong_in_it_is_said(client: Client, submission: Submission) -> None:
    page = _closed_page(client, submission, CHANGE | {"phone": "732"})

    shown, _address = _look_up(client, page, **_pair(submission))

    assert "Enter a phone number, like" in shown.content.decode()


def test_a_mistyped_code_does_not_lose_it(client: Client, submission: Submission) -> None:
    page = _closed_page(client, submission)
    wrong, _address = _look_up(client, page, **_pair(submission) | {"secret": "2" * 20})

    shown, _address = _look_up(client, wrong.content.decode(), 34, **_pair(submission))

    assert shown.context["form"]["phone"].value() == "732 555 0199"


def test_it_opens_after_no_more_than_15_minutes(client: Client, submission: Submission) -> None:
    _shown, address = _look_up(client, _closed_page(client, submission), 47, **_pair(submission))

    assert "change" not in address


def test_it_is_filled_into_no_other_request(client: Client, submission: Submission) -> None:
    page = _closed_page(client, submission)
    [sealed] = re.findall(r'name="change" value="([^"]+)"', page)
    other = receive(submission.kind, {"name": "Kim", "consent": "callback-1"}, now=MONDAY, secret_hash="")
    assert other is not None
    with time_machine.travel(MONDAY + 32 * _MINUTE, tick=False):
        answer = client.post("/request/", {"change": sealed, "reference": other.reference, "secret": SECRET})
    assert "/change/" not in answer["Location"]


def test_after_leaving_it_is_not_filled_in(client: Client, submission: Submission) -> None:
    page = _closed_page(client, submission)
    with time_machine.travel(MONDAY + 31 * _MINUTE, tick=False):
        leave(client, page)

    _shown, address = _look_up(client, page, **_pair(submission))

    assert "change" not in address
