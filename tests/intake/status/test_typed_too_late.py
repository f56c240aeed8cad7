"""What was typed into "Change how we reach you" is shown if the page had closed when it was sent."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from intake.models import PatientAction, Submission
from tests.html import compact
from tests.intake.coming_back import MONDAY, look_up
from tests.typed import leave

pytestmark = pytest.mark.django_db
_MINUTE = dt.timedelta(minutes=1)
_LATE = 31 * _MINUTE
CHANGE = {
    "channel": "text",
    "phone": "732 555 019",
    "email": "<b>sam</b>@example.com",
    "when": "some",
    "times": ["morning", "midday"],
    "voicemail": "",
    "code_word": "blue “bird”",
    "no_ask_for": "on",
    "nonce": "n" * 22,
}


def _open_form(client: Client, submission: Submission) -> str:
    """Return the address of the form, opened at MONDAY."""
    return f"{look_up(client, submission)['Location']}change/"


def _post(client: Client, address: str, after: dt.timedelta = _LATE, **headers: str) -> Any:
    with time_machine.travel(MONDAY + after, tick=False):
        return client.post(address, CHANGE, headers=headers)


def _rows(answer: Any) -> dict[str, str]:
    rows = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", compact(answer.content.decode()))
    return {unescape(label): unescape(value) for label, value in rows}


@pytest.mark.parametrize("hours", [0, 3, 30])
def test_everything_that_was_typed_and_chosen_is_shown(
    client: Client, submission: Submission, hours: int
) -> None:
    answer = _post(client, _open_form(client, submission), _LATE + dt.timedelta(hours=hours))

    page = answer.content.decode()
    assert answer.status_code == 410
    assert "no-store" in answer["Cache-Control"]
    assert "Nothing has changed yet" in page
    assert "You can also copy it." in page
    assert _rows(answer) == {
        "How should we contact you?": "Text me",
        "New phone number": "732 555 019",
        "New email address": "<b>sam</b>@example.com",
        "When may we contact you?": "Only at certain times",
        "At which times?": "Morning, 9 a.m. to 11 a.m.; Midday, 11 a.m. to 2 p.m.",
        "A different word to say first": "blue “bird”",
        "Remove the name to ask for": "Yes",
    }
    assert not PatientAction.objects.exists()


def test_it_is_shown_while_the_database_is_away(client: Client, submission: Submission) -> None:
    address = _open_form(client, submission)

    with connection.execute_wrapper(_away):
        answer = _post(client, address)

    assert (answer.status_code, _rows(answer)["New phone number"]) == (410, "732 555 019")


def _away(*_: Any) -> None:
    raise OperationalError("the database is away")


def test_it_is_shown_in_the_language_of_the_form(client: Client, submission: Submission) -> None:
    address = _open_form(client, submission).replace("/request/", "/es/solicitud/")

    answer = _post(client, address.replace("/change/", "/cambiar/"))

    assert "Lo que acaba de escribir" in answer.content.decode()
    assert _rows(answer)["Nuevo número de teléfono"] == "732 555 019"


def test_its_link_to_the_other_language_shows_it_too(client: Client, submission: Submission) -> None:
    answer = _post(client, _open_form(client, submission))
    [spanish] = re.findall(r'class="language-link" href="([^"]+)"', answer.content.decode())

    with time_machine.travel(MONDAY + _LATE + _MINUTE, tick=False):
        shown = client.get(spanish)

    assert shown.status_code == 410
    assert "Todavía no ha cambiado nada" in shown.content.decode()
    assert _rows(shown)["Nuevo número de teléfono"] == "732 555 019"
    with time_machine.travel(MONDAY + _LATE + 16 * _MINUTE, tick=False):
        assert not _rows(client.get(spanish))


@pytest.mark.parametrize("press", ["withdraw", "undo"])
def test_a_button_without_a_form_shows_nothing(client: Client, submission: Submission, press: str) -> None:
    address = look_up(client, submission)["Location"]

    with time_machine.travel(MONDAY + _LATE):
        answer = client.post(f"{address}{press}/")

    assert not _rows(answer)
    assert "What you typed" not in answer.content.decode()


def test_what_another_site_sends_is_not_shown(client: Client, submission: Submission) -> None:
    answer = _post(client, _open_form(client, submission), **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 410
    assert not _rows(answer)


@pytest.mark.parametrize("minutes_left", [5, 29, 40, 100])
@pytest.mark.parametrize("later", [_MINUTE, dt.timedelta(hours=1)])
def test_after_leaving_nothing_is_shown(
    client: Client, submission: Submission, minutes_left: int, later: dt.timedelta
) -> None:
    address = _open_form(client, submission)
    left_at = minutes_left * _MINUTE
    with time_machine.travel(MONDAY + left_at, tick=False):
        page = client.get(address) if left_at < _LATE else client.post(address, CHANGE)
        leave(client, page.content.decode())

    answer = _post(client, address, max(left_at, _LATE) + later)

    assert answer.status_code == 410
    assert not _rows(answer)
    assert "What you typed" not in answer.content.decode()


def test_after_leaving_the_closed_page_its_other_language_shows_nothing(
    client: Client, submission: Submission
) -> None:
    answer = _post(client, _open_form(client, submission))
    page = answer.content.decode()
    [spanish] = re.findall(r'class="language-link" href="([^"]+)"', page)
    with time_machine.travel(MONDAY + _LATE, tick=False):
        leave(client, page)

        assert not _rows(client.get(spanish))


def test_who_left_before_and_looked_the_request_up_again_is_shown_it(
    client: Client, submission: Submission
) -> None:
    leave(client, client.get(_open_form(client, submission)).content.decode())

    answer = _post(client, _open_form(client, submission), _LATE + dt.timedelta(hours=1))

    assert _rows(answer)["New phone number"] == "732 555 019"
