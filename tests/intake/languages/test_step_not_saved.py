"""The language link on a step that could not be saved keeps what was typed, for the person at work on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, code_of, draft_of, fill, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_languages")]

_NOTE = {"note": "No duermo <desde> mayo"}
_SHOWN = _NOTE["note"]


def _refused(client: Client, step: str = "now", **typed: str) -> str:
    """Post a step that isn't saved; return where the page links in Spanish."""
    posted = _NOTE | {"draft": draft_of(client)} | typed
    answer = client.post(url(step), posted, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    (address,) = re.findall(r'<a class="language-link" href="([^"]+)"', answer.content.decode())
    return address


def _send(client: Client) -> None:
    for slug in ("now", "tried", "points", "hopes", "agree"):
        client.post(url(slug), TYPED[slug])
    assert "/received/" in send(client)["Location"]


def _close(client: Client) -> None:
    client.post(url("later"))


def _delete(client: Client) -> None:
    client.post(url("leave"))


def _leave_the_site(client: Client) -> None:
    client.post("/leave/")


def _close_the_browser(client: Client) -> None:
    client.cookies.clear()


def _open_another(client: Client) -> None:
    other = Client()
    fill(other)
    client.post(url("resume"), {"code": code_of(other)})


def test_page_in_spanish_shows_what_was_typed_and_saves_it_there(client: Client) -> None:
    fill(client, up_to="now")

    page = client.get(_refused(client))
    html = page.content.decode()
    (action,) = re.findall(r'<form class="step [^"]*" action="([^"]+)"', html)
    (draft,) = set(re.findall(r'<input type="hidden" name="draft" value="([^"]*)">', html))
    client.post(action, _NOTE | {"draft": draft})

    assert _SHOWN in text(page)
    assert action == "/es/consulta/ahora/"
    assert drafting.load(code_of(client), timezone.now())["now"] == {"note": [_SHOWN]}


def test_address_says_nothing_and_its_page_stores_nothing(client: Client) -> None:
    fill(client, up_to="now")

    address = _refused(client)
    page = client.get(address)

    assert re.fullmatch(r"/es/consulta/ahora/otra-vez/[\w-]{300,}/", address)
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "now" not in drafting.load(code_of(client), timezone.now())


@pytest.mark.parametrize(("posted", "there"), [("en", "es"), ("interpreter", "interpreter")])
def test_page_asks_for_a_call_in_its_language_unless_one_was_chosen(
    client: Client, posted: str, there: str
) -> None:
    fill(client, up_to="hopes")

    page = client.get(_refused(client, "hopes", language=posted)).content.decode()

    assert re.findall(r'<input type="radio" name="language" value="(\w+)"[^>]* checked', page) == [there]


def test_page_shows_what_was_typed_after_a_break_but_no_earlier_answer(
    client: Client, time_machine: Any
) -> None:
    fill(client, up_to="now")
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=25))

    assert _SHOWN in text(client.get(_refused(client)))
    assert client.get(url("reach"))["Location"] == url("paused")


@pytest.mark.parametrize(
    "finish", [_send, _close, _delete, _leave_the_site, _close_the_browser, _open_another]
)
def test_address_shows_nothing_once_its_form_is_not_open_here(
    client: Client, finish: Callable[[Client], None]
) -> None:
    fill(client, up_to="now")
    address = _refused(client)

    finish(client)

    assert _SHOWN not in text(client.get(address, follow=True))


def test_what_another_site_made_up_is_not_put_into_the_form(client: Client) -> None:
    fill(client, up_to="now")

    address = _refused(client, draft="")

    assert client.get(address)["Location"] == "/es/consulta/ahora/"


def test_address_from_the_history_hides_what_was_typed(client: Client) -> None:
    fill(client, up_to="now")
    address = _refused(client)

    page = client.get(address, headers={"Sec-Fetch-Site": "none"}, follow=True)

    assert _SHOWN not in text(page)
    assert "Sus respuestas están ocultas" in text(page)


def test_after_a_quarter_of_an_hour_the_address_leads_to_its_step(client: Client, time_machine: Any) -> None:
    fill(client, up_to="now")
    address = _refused(client)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=16))

    assert client.get(address)["Location"] == "/es/consulta/ahora/"


def test_leaving_the_page_deletes_the_draft(client: Client) -> None:
    fill(client, up_to="now")
    code = code_of(client)
    page = client.get(_refused(client)).content.decode()
    (leave,) = set(re.findall(r'href="(/es/[^"]*salir/[^"]+)"', page))

    client.get(leave, headers={"Sec-Fetch-Site": "same-origin"})

    with pytest.raises(drafting.DraftGone):
        drafting.load(code, timezone.now())
