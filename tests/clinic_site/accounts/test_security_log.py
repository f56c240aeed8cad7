"""Every rejected request is logged with its event, URL pattern and account, and without input."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client

from clinic_site.ops.log_format import JsonFormatter
from intake.roles import Role
from intake.views import status
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in

pytestmark = pytest.mark.usefixtures("empty_cache")
Post = Callable[..., HttpResponse]
Lines = Callable[[], list[dict[str, object]]]
TYPED = "zephyrtangle"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """Return a function that returns the log lines of rejected requests as dictionaries."""

    def read() -> list[dict[str, object]]:
        parsed = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
        relevant = [
            line for line in parsed if line["logger"] in {"clinic_site.errors.security_log", *_OTHERS}
        ]
        assert {line["level"] for line in relevant} <= {"WARNING"}
        return [
            {name: value for name, value in line.items() if name not in {"time", "level", "logger"}}
            for line in relevant
        ]

    return read


_OTHERS = ("clinic_site.core.same_origin", "intake.spam.limits")


def test_denied_access_is_logged_with_the_url_pattern(
    client: Client, person: Callable[..., AbstractBaseUser], lines: Lines
) -> None:
    auditor = person("auditor", Role.AUDITOR)
    sign_in(client, auditor)

    answer = client.get(f"/admin/auth/user/{auditor.pk}/change/?note={TYPED}")

    assert answer.status_code == 403
    assert lines() == [
        {
            "event": "access refused",
            "route": "admin/auth/user/<path:object_id>/change/",
            "method": "GET",
            "account": auditor.pk,
        }
    ]


def test_a_staff_form_without_a_csrf_token_is_logged(clerk: AbstractBaseUser, lines: Lines) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), clerk)

    client.post("/admin/intake/submission/", {"note": TYPED})

    [line] = lines()
    assert (line["event"], line["method"], line["account"]) == ("access refused", "POST", clerk.pk)


def test_allowed_access_is_not_logged(client: Client, clerk: AbstractBaseUser, lines: Lines) -> None:
    sign_in(client, clerk)

    assert client.get("/admin/intake/submission/").status_code == 200
    assert lines() == []


@pytest.mark.parametrize("name", ["clerk", "nobody"])
def test_a_wrong_password_is_logged_without_name_and_password(
    clerk: AbstractBaseUser, show_password: Post, lines: Lines, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    show_password(name, TYPED)

    assert lines() == [{"event": "sign-in refused", "route": "staff/login/", "method": "POST"}]
    written = "".join(JsonFormatter().format(record) for record in caplog.records)
    assert (TYPED in written, name in written) == (False, False)


def test_a_sign_in_of_a_user_who_is_not_staff_is_logged(
    person: Callable[..., AbstractBaseUser], show_password: Post, lines: Lines
) -> None:
    outsider = person("outsider")
    outsider.is_staff = False
    outsider.save()

    show_password("outsider", PASSWORD)

    assert [line["event"] for line in lines()] == ["sign-in refused"]


def test_a_lockout_is_logged(clerk: AbstractBaseUser, show_password: Post, lines: Lines) -> None:
    for _ in range(5):
        show_password("clerk", TYPED)

    assert [line["event"] for line in lines()].count("locked out after too many tries") == 1


def test_a_wrong_code_is_logged_with_the_account(
    client: Client, clerk: AbstractBaseUser, show_password: Post, lines: Lines
) -> None:
    give_app(clerk)
    show_password()

    client.post("/staff/2fa/authenticate/", {"code": "000000"})

    assert lines() == [
        {
            "event": "second factor refused",
            "route": "staff/2fa/authenticate/",
            "method": "POST",
            "account": clerk.pk,
        }
    ]


def test_codes_beyond_the_limit_are_logged(
    client: Client, clerk: AbstractBaseUser, show_password: Post, lines: Lines
) -> None:
    give_app(clerk)
    show_password()

    for _ in range(6):
        client.post("/staff/2fa/authenticate/", {"code": "000000"})

    assert [line["event"] for line in lines()] == ["second factor refused"] * 5 + ["too many tries"]


def test_a_session_without_its_second_factor_is_logged(
    client: Client, clerk: AbstractBaseUser, show_password: Post, lines: Lines
) -> None:
    show_password()
    give_app(clerk)

    client.get("/staff/2fa/webauthn/add/")

    [line] = lines()
    assert (line["event"], line["account"]) == ("session without its second factor refused", clerk.pk)


def test_a_cross_site_post_is_logged_without_input(
    client: Client, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(f"/request/{TYPED}/withdraw/", {"message": TYPED}, headers={"sec-fetch-site": "cross-site"})

    assert lines() == [{"event": "post from elsewhere refused", "route": "request/<str:code>/withdraw/"}]
    assert TYPED not in "".join(JsonFormatter().format(record) for record in caplog.records)


def test_a_rate_limit_is_logged_once_per_window(
    client: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "TRIES", 2)
    guess = {"reference": "7K4M-9Q2X", "secret": "0" * 20}
    tries = [client.post("/request/", guess, REMOTE_ADDR="203.0.113.9") for _ in range(5)]

    assert [answer.status_code for answer in tries] == [303, 303, 429, 429, 429]
    assert lines() == [{"event": "limit reached", "limit": "status"}]
