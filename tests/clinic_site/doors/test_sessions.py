"""How long staff stay signed in, and what ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clinic_site.doors.sessions import ABSOLUTE, CLEAR_SITE_DATA, IDLE
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in, totp_code

Post = Callable[..., HttpResponse]
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
OTHER = "another sentence for tests"


@pytest.fixture
def clock() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def inside(clock: time_machine.Traveller, client: Client, clerk: AbstractBaseUser) -> Client:
    return sign_in(client, clerk)


def _is_inside(client: Client) -> bool:
    return client.get("/admin/intake/submission/").status_code == HTTPStatus.OK


def _sign_in_at_the_door(client: Client) -> None:
    client.post("/staff/login/", {"login": "clerk", "password": PASSWORD})
    client.post("/staff/2fa/authenticate/", {"code": totp_code()})


def test_the_limits_are_those_that_are_told() -> None:
    assert (IDLE, ABSOLUTE) == (15 * 60, 8 * 60 * 60)


@pytest.mark.parametrize(("seconds", "still"), [(IDLE - 1, True), (IDLE, False)])
def test_a_quarter_of_an_hour_without_a_request_ends_a_session(
    inside: Client, clock: time_machine.Traveller, seconds: int, still: bool
) -> None:
    clock.shift(seconds)

    assert _is_inside(inside) is still


def test_eight_hours_end_even_a_busy_session(inside: Client, clock: time_machine.Traveller) -> None:
    minutes = 0
    while _is_inside(inside) and minutes < 10 * 60:
        clock.shift(10 * 60)
        minutes += 10

    assert minutes == 8 * 60


def test_who_is_signed_out_learns_why_and_comes_back_to_the_page(
    inside: Client, clock: time_machine.Traveller
) -> None:
    clock.shift(IDLE)

    answer = inside.get("/admin/intake/submission/?status=new")

    assert answer["Location"] == (
        "/staff/login/?ended=idle&next=%2Fadmin%2Fintake%2Fsubmission%2F%3Fstatus%3Dnew"
    )
    assert answer["Clear-Site-Data"] == CLEAR_SITE_DATA
    assert b"nothing happened for 15 minutes" in inside.get(answer["Location"]).content


def test_a_session_is_not_written_at_every_request(
    inside: Client, clock: time_machine.Traveller, django_assert_num_queries: Callable[..., object]
) -> None:
    seen = []
    for _ in range(4):
        inside.get("/admin/")
        seen.append(inside.session["seen_at"] - int(NOON.timestamp()))
        clock.shift(30)

    assert seen == [0, 0, 60, 60]


def test_a_session_without_clocks_is_over(inside: Client) -> None:
    session = inside.session
    del session["started_at"]
    session.save()

    assert not _is_inside(inside)


def test_public_pages_know_nothing_of_the_limits(inside: Client, clock: time_machine.Traveller) -> None:
    clock.shift(IDLE)

    answer = inside.get("/crisis/")

    assert (answer.status_code, dict(answer.cookies)) == (HTTPStatus.OK, {})


def test_disabling_an_account_ends_its_sessions_at_once(inside: Client, clerk: AbstractBaseUser) -> None:
    assert _is_inside(inside)
    clerk.is_active = False
    clerk.save()

    assert not _is_inside(inside)


def test_an_account_made_active_again_has_no_old_session(client: Client, clerk: AbstractBaseUser) -> None:
    give_app(clerk)
    _sign_in_at_the_door(client)
    assert _is_inside(client)

    for is_active in (False, True):
        clerk.is_active = is_active
        clerk.save()

    assert not _is_inside(client)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    client: Client, clerk: AbstractBaseUser
) -> None:
    elsewhere = sign_in(Client(), clerk)
    sign_in(client, clerk)

    answer = client.post(
        "/staff/password/change/",
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
    )

    assert answer.status_code == HTTPStatus.FOUND
    assert (_is_inside(client), _is_inside(elsewhere)) == (True, False)


def test_the_other_sessions_are_listed_and_can_be_ended(client: Client, clerk: AbstractBaseUser) -> None:
    give_app(clerk)
    elsewhere = Client()
    _sign_in_at_the_door(elsewhere)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=31), tick=False):
        _sign_in_at_the_door(client)
        assert client.get("/staff/sessions/").content.count(b"<strong>") == 2

        client.post("/staff/sessions/")

        assert (_is_inside(client), _is_inside(elsewhere)) == (True, False)
        assert UserSession.objects.count() == 1


def test_the_number_of_a_session_changes_at_signing_in(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)
    show_password()
    planted = client.session.session_key

    client.post("/staff/2fa/authenticate/", {"code": totp_code()})

    assert (client.session.session_key != planted, _is_inside(client)) == (True, True)
    thief = Client()
    thief.cookies["session"] = planted
    assert not _is_inside(thief)


@pytest.mark.parametrize("path", ["/staff/logout/", "/admin/logout/"])
def test_signing_out_kills_the_cookie_and_clears_the_browser(inside: Client, path: str) -> None:
    stolen = Client()
    stolen.cookies["session"] = inside.session.session_key
    assert _is_inside(stolen)

    answer = inside.post(path)

    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/staff/login/", CLEAR_SITE_DATA)
    assert not _is_inside(stolen)
