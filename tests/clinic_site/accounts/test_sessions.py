"""Staff sessions expire and can be ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic_site.accounts.second_factor import remove_factors
from clinic_site.accounts.sessions import ABSOLUTE, CLEAR_SITE_DATA, IDLE, end_sessions
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in, totp_code

Post = Callable[..., HttpResponse]
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
CHALLENGE, BY_SCRIPT = "/staff/2fa/webauthn/login/", {"X-Requested-With": "XMLHttpRequest"}
OTHER = "another sentence for tests"


@pytest.fixture
def clock() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff_client(clock: time_machine.Traveller, client: Client, clerk: AbstractBaseUser) -> Client:
    return sign_in(client, clerk)


def _has_access(client: Client) -> bool:
    return client.get("/admin/intake/submission/").status_code == HTTPStatus.OK


def _sign_in_with_code(client: Client, name: str = "clerk") -> None:
    client.post("/staff/login/", {"login": name, "password": PASSWORD})
    client.post("/staff/2fa/authenticate/", {"code": totp_code()})


def test_the_limits_are_15_minutes_and_8_hours() -> None:
    assert (IDLE, ABSOLUTE) == (15 * 60, 8 * 60 * 60)


@pytest.mark.parametrize(("seconds", "expected"), [(IDLE - 1, True), (IDLE, False)])
def test_fifteen_minutes_without_a_request_end_a_session(
    staff_client: Client, clock: time_machine.Traveller, seconds: int, expected: bool
) -> None:
    clock.shift(seconds)

    assert _has_access(staff_client) is expected


def test_eight_hours_end_an_active_session(staff_client: Client, clock: time_machine.Traveller) -> None:
    minutes = 0
    while _has_access(staff_client) and minutes < 10 * 60:
        clock.shift(10 * 60)
        minutes += 10

    assert minutes == 8 * 60


def test_the_sign_in_page_explains_the_timeout_and_leads_back(
    staff_client: Client, clock: time_machine.Traveller
) -> None:
    clock.shift(IDLE)

    answer = staff_client.get("/admin/intake/submission/?status=new")

    assert answer["Location"] == (
        "/staff/login/?ended=idle&next=%2Fadmin%2Fintake%2Fsubmission%2F%3Fstatus%3Dnew"
    )
    assert answer["Clear-Site-Data"] == CLEAR_SITE_DATA
    assert b"after 15 minutes without activity" in staff_client.get(answer["Location"]).content


def test_sign_in_page_says_who_helps_with_a_lost_password(client: Client, db: None) -> None:
    assert "Forgot your password" in client.get("/staff/login/").content.decode()


def test_a_session_is_written_at_most_once_a_minute(
    staff_client: Client, clock: time_machine.Traveller, django_assert_num_queries: Callable[..., object]
) -> None:
    seen = []
    for _ in range(4):
        staff_client.get("/admin/")
        seen.append(staff_client.session["seen_at"] - int(NOON.timestamp()))
        clock.shift(30)

    assert seen == [0, 0, 60, 60]


def test_a_session_without_times_has_expired(staff_client: Client) -> None:
    session = staff_client.session
    del session["started_at"]
    session.save()

    assert not _has_access(staff_client)


def test_a_session_of_someone_who_has_not_signed_in_ends_after_15_minutes(
    clock: time_machine.Traveller, client: Client, db: None
) -> None:
    client.get(CHALLENGE, headers=BY_SCRIPT)

    assert Session.objects.get().expire_date == NOON + dt.timedelta(seconds=IDLE)


def test_a_page_that_keeps_nothing_makes_no_session(client: Client, db: None) -> None:
    client.get("/staff/login/")

    assert not Session.objects.exists()


def test_signing_in_gives_a_session_the_usual_time(
    clock: time_machine.Traveller, client: Client, clerk: AbstractBaseUser
) -> None:
    give_app(clerk)
    client.get(CHALLENGE, headers=BY_SCRIPT)

    _sign_in_with_code(client)

    (expires,) = Session.objects.values_list("expire_date", flat=True)
    assert expires == NOON + dt.timedelta(days=1)
    assert client.cookies["session"]["max-age"] == ""
    assert _has_access(client)


def test_public_pages_ignore_the_limits(staff_client: Client, clock: time_machine.Traveller) -> None:
    clock.shift(IDLE)

    answer = staff_client.get("/crisis/")

    assert (answer.status_code, dict(answer.cookies)) == (HTTPStatus.OK, {})


def test_disabling_an_account_ends_its_sessions_at_once(
    staff_client: Client, clerk: AbstractBaseUser
) -> None:
    assert _has_access(staff_client)
    clerk.is_active = False
    clerk.save()

    assert not _has_access(staff_client)


def test_reactivating_an_account_does_not_revive_its_sessions(
    client: Client, clerk: AbstractBaseUser
) -> None:
    give_app(clerk)
    _sign_in_with_code(client)
    assert _has_access(client)

    for is_active in (False, True):
        clerk.is_active = is_active
        clerk.save()

    assert not _has_access(client)


def test_a_new_password_ends_only_the_other_sessions(client: Client, clerk: AbstractBaseUser) -> None:
    elsewhere = sign_in(Client(), clerk)
    sign_in(client, clerk)

    answer = client.post(
        "/staff/password/change/",
        {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER},
    )

    assert answer.status_code == HTTPStatus.FOUND
    assert (_has_access(client), _has_access(elsewhere)) == (True, False)


def test_the_other_sessions_are_listed_and_can_be_ended(client: Client, clerk: AbstractBaseUser) -> None:
    give_app(clerk)
    elsewhere = Client()
    _sign_in_with_code(elsewhere)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=31), tick=False):
        _sign_in_with_code(client)
        assert client.get("/staff/sessions/").content.count(b"<strong>") == 2

        client.post("/staff/sessions/")

        assert (_has_access(client), _has_access(elsewhere)) == (True, False)
        assert UserSession.objects.count() == 1


def test_session_that_set_the_password_of_a_colleague_ends_with_the_others(
    client: Client, nurse: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    give_app(nurse)
    _sign_in_with_code(client, "nurse")
    typed = {"password1": OTHER, "password2": OTHER}  # Django gives this session another key then
    assert client.post(f"/admin/auth/user/{clerk.pk}/password/", typed).status_code == HTTPStatus.FOUND
    assert client.get("/staff/sessions/").content.count(b"<strong>") == 1

    remove_factors(nurse, None)
    give_app(nurse)

    assert not _has_access(client)


def test_session_from_before_a_new_key_of_django_ends_with_the_others(
    client: Client, clerk: AbstractBaseUser, settings: Settings
) -> None:
    give_app(clerk)
    _sign_in_with_code(client)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key for tests" * 5, [settings.SECRET_KEY]
    assert _has_access(client)

    end_sessions(clerk)

    assert not _has_access(client)


def test_signing_in_changes_the_session_key(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)
    show_password()
    before = client.session.session_key

    client.post("/staff/2fa/authenticate/", {"code": totp_code()})

    assert (client.session.session_key != before, _has_access(client)) == (True, True)
    thief = Client()
    thief.cookies["session"] = before
    assert not _has_access(thief)


@pytest.mark.parametrize("path", ["/staff/logout/", "/admin/logout/"])
def test_signing_out_invalidates_the_cookie_and_clears_site_data(staff_client: Client, path: str) -> None:
    stolen = Client()
    stolen.cookies["session"] = staff_client.session.session_key
    assert _has_access(stolen)

    answer = staff_client.post(path)

    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/staff/login/", CLEAR_SITE_DATA)
    assert not _has_access(stolen)
