"""A consultation form that was left alone shows no answers on a shared device."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.models import Draft
from intake.services.requests import drafting
from tests.intake.consultation_answers import TYPED, code_of, fill, text, url

pytestmark = pytest.mark.django_db
ANSWERS = ("reach", "check", "later")
NAME = "Rosalind Testcase"
TYPED_ADDRESS = {"Sec-Fetch-Site": "none"}
LINK = {"Sec-Fetch-Site": "same-origin"}


def _wait(time_machine: Any, **time: int) -> None:
    time_machine.move_to(timezone.now() + dt.timedelta(**time), tick=False)


@pytest.mark.parametrize("page", ANSWERS)
def test_after_20_minutes_no_page_shows_answers(client: Client, time_machine: Any, page: str) -> None:
    fill(client)
    _wait(time_machine, minutes=19)
    assert client.get(url(page)).status_code == 200
    _wait(time_machine, minutes=20)

    answer = client.get(url(page))

    assert (answer.status_code, answer["Location"]) == (303, url("paused"))
    assert NAME not in text(client.get(url("paused")))


@pytest.mark.parametrize("page", ANSWERS)
@pytest.mark.parametrize("site", ["none", "cross-site", "same-site"])
def test_coming_back_by_an_address_or_from_elsewhere_shows_no_answers(
    client: Client, page: str, site: str
) -> None:
    fill(client)

    assert client.get(url(page), headers={"Sec-Fetch-Site": site})["Location"] == url("paused")
    assert client.get(url(page), headers=LINK).status_code == 200


def test_the_start_page_shows_no_answers(client: Client) -> None:
    fill(client)

    page = text(client.get("/consultation/", headers=TYPED_ADDRESS))

    assert NAME not in page
    assert f'action="{url("show")}"' in page
    assert f'action="{url("leave")}"' in page


def test_answers_are_shown_when_the_person_asks_for_them(client: Client, time_machine: Any) -> None:
    fill(client)
    _wait(time_machine, minutes=20)

    answer = client.post(url("show"), headers=LINK)

    assert answer["Location"] == url("check")
    assert NAME in text(client.get(answer["Location"]))


def test_answers_can_be_deleted_without_being_shown(client: Client, time_machine: Any) -> None:
    fill(client)
    _wait(time_machine, minutes=20)
    assert f'action="{url("leave")}"' in text(client.get(url("paused")))

    client.post(url("leave"))

    assert Draft.objects.count() == 0


def test_what_is_posted_after_a_long_break_is_saved_and_nothing_is_shown(
    client: Client, time_machine: Any
) -> None:
    fill(client, up_to="now")
    _wait(time_machine, minutes=45)

    answer = client.post(url("now"), {"note": "Typed slowly."})

    assert client.get(answer["Location"])["Location"] == url("paused")
    assert drafting.load(code_of(client), timezone.now())["now"]["note"] == ["Typed slowly."]


def test_a_cross_site_post_shows_nothing(client: Client, time_machine: Any) -> None:
    fill(client)
    _wait(time_machine, minutes=20)

    answer = client.post(url("show"), headers={"Sec-Fetch-Site": "cross-site"})

    assert answer["Location"] == url("paused")
    assert client.get(url("check"))["Location"] == url("paused")


@pytest.mark.parametrize("time", ["", ".", ".x", ".²", ".-1", "." + "9" * 400])
def test_a_cookie_without_a_time_shows_nothing(client: Client, time: str) -> None:
    fill(client)
    client.cookies["draft"] = code_of(client) + time

    assert client.get(url("check"))["Location"] == url("paused")


def test_a_start_in_another_tab_shows_nothing(client: Client) -> None:
    fill(client)

    assert client.post(url("start"))["Location"] == url("paused")


def test_the_paused_page_of_a_form_that_is_gone_explains_it(client: Client, time_machine: Any) -> None:
    fill(client)
    _wait(time_machine, hours=24)

    assert client.get(url("paused"))["Location"] == url("expired")


@pytest.mark.parametrize("page", [*TYPED, "check", "later"])
def test_pages_with_answers_have_a_cover_for_scripts(client: Client, page: str) -> None:
    fill(client)

    assert 'data-idle-minutes="20"' in text(client.get(url(page)))
