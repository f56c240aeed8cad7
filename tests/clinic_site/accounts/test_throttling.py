"""Too many wrong passwords lock out a username and address, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic_site.accounts.adapters import WRONG
from intake.roles import Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in

Post = Callable[..., HttpResponse]
NEXT_STEP, PASSKEY = "/staff/2fa/authenticate/", "/staff/2fa/webauthn/login/"


@pytest.fixture(autouse=True)
def _has_app(clerk: AbstractBaseUser) -> None:
    give_app(clerk)


def _fail(show_password: Post, times: int, name: str = "clerk", **more: object) -> HttpResponse:
    for _ in range(times):
        answer = show_password(name, "not the password", **more)
    return answer


def test_after_four_wrong_passwords_the_right_one_works(show_password: Post) -> None:
    _fail(show_password, 4)

    assert show_password()["Location"] == NEXT_STEP


def test_after_five_wrong_passwords_the_right_one_is_rejected(show_password: Post) -> None:
    _fail(show_password, 5)

    answer = show_password()

    assert (answer.status_code, b"Wait 15 minutes" in answer.content) == (429, True)


def test_thirty_tries_within_a_minute_are_throttled(show_password: Post) -> None:
    for number in range(30):
        show_password(f"guess-{number}", "not the password")

    answer = show_password()

    assert (answer.status_code, b"Wait 15 minutes" in answer.content) == (429, True)


def test_the_lockout_ends_after_15_minutes(show_password: Post) -> None:
    _fail(show_password, 5)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15, seconds=1)):
        assert show_password()["Location"] == NEXT_STEP


def test_more_tries_do_not_extend_the_lockout(show_password: Post) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        _fail(show_password, 5)
    with time_machine.travel(now + dt.timedelta(minutes=14), tick=False):
        _fail(show_password, 3)

    with time_machine.travel(now + dt.timedelta(minutes=15, seconds=1), tick=False):
        assert show_password()["Location"] == NEXT_STEP


def test_a_locked_out_user_can_sign_in_from_another_address(show_password: Post) -> None:
    _fail(show_password, 50, REMOTE_ADDR="203.0.113.9")

    assert show_password(REMOTE_ADDR="198.51.100.7")["Location"] == NEXT_STEP


def test_addresses_of_one_home_count_as_one(show_password: Post) -> None:
    for number in range(5):
        _fail(show_password, 1, REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")

    assert show_password(REMOTE_ADDR="2001:db8:1:2::99").status_code == 429
    assert show_password(REMOTE_ADDR="2001:db8:1:3::1")["Location"] == NEXT_STEP


def test_ipv4_addresses_written_as_ipv6_stay_apart(show_password: Post) -> None:
    _fail(show_password, 5, REMOTE_ADDR="::ffff:203.0.113.9")

    assert show_password(REMOTE_ADDR="203.0.113.9").status_code == 429
    assert show_password(REMOTE_ADDR="::ffff:198.51.100.7")["Location"] == NEXT_STEP


def test_another_user_can_sign_in_from_the_same_address(
    show_password: Post, person: Callable[..., AbstractBaseUser]
) -> None:
    give_app(person("other", Role.AUDITOR))
    _fail(show_password, 5)

    assert show_password("other")["Location"] == NEXT_STEP


def test_a_hundred_failures_lock_out_an_address(show_password: Post, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None}
    for number in range(99):
        _fail(show_password, 1, f"guess-{number}")
    assert show_password()["Location"] == NEXT_STEP
    stranger = Client()
    stranger.post("/staff/login/", {"login": "guess-99", "password": "not the password"})

    answer = stranger.post("/staff/login/", {"login": "clerk", "password": PASSWORD})

    assert answer.status_code == 429


def test_a_passkey_can_be_used_where_passwords_are_locked_out(show_password: Post) -> None:
    for number in range(30):
        answer = show_password(f"guess-{number}", "not the password")
    answer = show_password()

    assert answer.status_code == 429
    assert "with a passkey" in answer.content.decode()
    answers = [Client().post(PASSKEY, {"credential": "{}"})["Location"] for _ in range(50)]
    assert answers == ["/staff/login/"] * 50
    challenge = Client().get(PASSKEY, headers={"X-Requested-With": "XMLHttpRequest"})
    assert "challenge" in challenge.json()["request_options"]["publicKey"]


@pytest.mark.parametrize(
    "credential",
    ["[" * 100_000, "x", "null", '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": {"a": 1}}'],
)
def test_a_response_that_is_none_of_a_passkey_leads_back_to_sign_in(credential: str, db: None) -> None:
    answer = Client().post(PASSKEY, {"credential": credential})

    assert (answer.status_code, answer["Location"]) == (302, "/staff/login/")


def test_upper_case_does_not_bypass_throttling(show_password: Post) -> None:
    for name in ("clerk", "Clerk", "CLERK", "cLerk", "clErk"):
        _fail(show_password, 1, name)

    assert show_password("cleRk").status_code == 429


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 302)])
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(
    show_password: Post, settings: Settings, proxies: int, status: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(5):
        _fail(show_password, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert show_password(HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == status


def test_behind_a_proxy_only_the_address_it_added_counts(show_password: Post, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        _fail(show_password, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7")

    assert show_password(HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7").status_code == 429


class CountingHasher(MD5PasswordHasher):
    """A hasher that counts its calls, which dominate the response time."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


@pytest.fixture
def _strangers(person: Callable[..., AbstractBaseUser], settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    person("known", Role.AUDITOR)
    person("disabled", Role.AUDITOR, is_active=False)
    outsider = person("not-staff")
    outsider.is_staff = False
    outsider.save()


@pytest.mark.usefixtures("_strangers")
@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("nobody", PASSWORD),
        ("known", "not the password"),
        ("disabled", PASSWORD),
        ("disabled", "not the password"),
        ("not-staff", PASSWORD),
    ],
)
def test_the_response_does_not_reveal_whether_an_account_exists(
    show_password: Post, name: str, password: str
) -> None:
    CountingHasher.hashed = 0

    answer = show_password(name, password)

    assert (answer.status_code, CountingHasher.hashed) == (200, 1)
    assert answer.context["form"].non_field_errors() == [WRONG]


def test_a_failed_sign_in_is_stored_without_the_password(show_password: Post) -> None:
    _fail(show_password, 1)

    attempt = AccessAttempt.objects.get()

    assert (attempt.username, "not the password" in attempt.post_data) == ("clerk", False)
    assert "clerk" not in attempt.post_data


def test_failed_sign_ins_are_deleted_after_30_days(show_password: Post, client: Client) -> None:
    _fail(show_password, 1, "a-password-typed-as-a-name")

    call_command("purge_access_log")
    assert AccessAttempt.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=30, minutes=1)):
        call_command("purge_access_log")

    assert AccessAttempt.objects.count() == 0


def test_records_of_sign_ins_are_deleted_after_30_days(
    show_password: Post, person: Callable[..., AbstractBaseUser]
) -> None:
    person("newcomer", Role.FRONT_DESK)
    show_password("newcomer")

    call_command("purge_access_log")
    assert AccessLog.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=30, minutes=1)):
        call_command("purge_access_log")

    assert AccessLog.objects.count() == 0


def test_where_a_session_was_is_deleted_with_the_session(client: Client, clerk: AbstractBaseUser) -> None:
    live = sign_in(client, clerk).session.session_key
    for key in (live, "ended"):
        UserSession.objects.create(user=clerk, session_key=key, ip="192.0.2.1")

    call_command("purge_access_log")

    assert UserSession.objects.get().session_key == live


def test_wrong_passwords_at_reauthentication_count(
    client: Client, show_password: Post, person: Callable[..., AbstractBaseUser]
) -> None:
    person("newcomer", Role.FRONT_DESK)  # only someone without a second factor confirms by password
    show_password("newcomer")
    for _ in range(5):
        answer = client.post("/staff/reauthenticate/", {"password": "not the password"})

    assert answer.status_code == 429


def test_page_after_too_many_codes_says_how_long_to_wait_and_promises_nothing(
    client: Client, show_password: Post
) -> None:
    show_password()

    for _each in range(6):
        page = client.post(NEXT_STEP, {"code": "000000"}).content.decode()

    assert "Too many tries. Wait 15 minutes, then try again." in page
    assert "you typed" not in page  # a code that is used up or too old helps no one
