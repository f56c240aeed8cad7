"""A password alone gives no access."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from clinic_site.accounts import urls
from clinic_site.accounts.second_factor import ENROLLMENT_VIEWS
from tests.clinic_site.accounts.admin_urls import admin_urls
from tests.clinic_site.test_urls import patterns
from tests.conftest import PASSWORD
from tests.second_factor import SECRET, give_app, sign_in, totp_code

Post = Callable[..., HttpResponse]


def test_password_and_code_give_access_to_the_admin(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)

    show_password()
    client.post("/staff/2fa/authenticate/", {"code": totp_code()})

    assert client.get("/admin/intake/submission/").status_code == 200


def test_a_user_is_not_signed_in_between_password_and_code(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)

    answer = show_password()

    assert (answer["Location"], "_auth_user_id" in client.session) == ("/staff/2fa/authenticate/", False)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_opens_no_admin_page(
    client: Client, clerk: AbstractBaseUser, show_password: Post, method: str
) -> None:
    clerk.is_superuser = True
    clerk.save()
    show_password()
    assert client.session["_auth_user_id"] == str(clerk.pk)

    answers = {url.path: getattr(client, method)(url.path) for url in admin_urls() if url.name != "logout"}

    assert len(answers) > 30
    assert {path: answer["Location"] for path, answer in answers.items()} == dict.fromkeys(
        answers, "/staff/2fa/"
    )


def test_the_admin_requires_the_factor_even_without_the_middleware(
    client: Client, clerk: AbstractBaseUser, settings: Settings
) -> None:
    guard = "clinic_site.accounts.second_factor.SecondFactorMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    client.force_login(clerk)

    assert client.get("/admin/", follow=True).status_code == 403


def test_without_a_factor_only_the_enrollment_pages_are_open(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    show_password()
    paths = {pattern.name: path for pattern, path in _account_pages()}
    assert set(paths) >= ENROLLMENT_VIEWS

    redirected = {name for name, path in paths.items() if client.get(path).get("Location") == "/staff/2fa/"}

    assert redirected == set(paths) - ENROLLMENT_VIEWS


def _account_pages() -> list[tuple[Any, str]]:
    found = list(patterns(SimpleNamespace(url_patterns=urls.urlpatterns)))
    with_key = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
    return [(each, reverse(each.name, args=[1] if each.name in with_key else [])) for each in found]


def test_a_session_older_than_the_factor_loses_access(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    show_password()
    give_app(clerk)

    answer = client.get("/staff/2fa/webauthn/add/")

    assert answer["Location"] == "/staff/login/?next=/staff/2fa/webauthn/add/"
    assert "_auth_user_id" not in client.session


def test_a_user_without_factors_must_set_one_up(client: Client, clerk: AbstractBaseUser) -> None:
    sign_in(client, clerk)
    Authenticator.objects.all().delete()

    assert client.get("/admin/")["Location"] == "/staff/2fa/"


def test_recovery_codes_alone_are_not_a_second_factor(client: Client, clerk: AbstractBaseUser) -> None:
    sign_in(client, clerk)
    Authenticator.objects.all().delete()
    RecoveryCodes.activate(clerk)

    assert client.get("/admin/")["Location"] == "/staff/2fa/"


@pytest.mark.django_db(transaction=True)  # allauth sends the signal on commit
def test_setting_up_an_app_gives_access_and_recovery_codes(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    show_password()
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    client.get("/staff/2fa/totp/activate/")

    secret = client.session["mfa.totp.secret"]
    answer = client.post("/staff/2fa/totp/activate/", {"code": totp_code(secret)})

    assert answer["Location"] == "/staff/2fa/recovery-codes/"
    assert client.get("/admin/intake/submission/").status_code == 200


def test_a_code_works_once(client: Client, clerk: AbstractBaseUser, show_password: Post) -> None:
    give_app(clerk)
    code = totp_code()
    show_password()
    client.post("/staff/2fa/authenticate/", {"code": code})
    client.post("/staff/logout/")

    show_password()
    answer = client.post("/staff/2fa/authenticate/", {"code": code})

    assert (answer.status_code, "This code didn’t work" in answer.content.decode()) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_the_code_that_set_up_an_app_does_not_sign_in(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    show_password()
    client.post("/staff/reauthenticate/", {"password": PASSWORD})
    client.get("/staff/2fa/totp/activate/")
    code = totp_code(client.session["mfa.totp.secret"])
    client.post("/staff/2fa/totp/activate/", {"code": code})
    client.post("/staff/logout/")

    show_password()
    answer = client.post("/staff/2fa/authenticate/", {"code": code})

    assert (answer.status_code, "This code didn’t work" in answer.content.decode()) == (200, True)


def test_a_code_works_once_for_as_long_as_it_is_accepted(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)
    with time_machine.travel(1_796_000_010, tick=False) as clock:  # a multiple of thirty
        code = totp_code()
        show_password()
        client.post("/staff/2fa/authenticate/", {"code": code})
        client.post("/staff/logout/")

        clock.shift(31)  # still accepted, because clocks differ
        show_password()
        typed = f"{code[:3]} {code[3:]}"
        answer = client.post("/staff/2fa/authenticate/", {"code": typed})

    assert (answer.status_code, "This code didn’t work" in answer.content.decode()) == (200, True)


def test_after_five_wrong_codes_the_right_one_is_rejected(
    client: Client, clerk: AbstractBaseUser, show_password: Post
) -> None:
    give_app(clerk)
    show_password()
    right = totp_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        client.post("/staff/2fa/authenticate/", {"code": wrong})

    answer = client.post("/staff/2fa/authenticate/", {"code": right})

    assert b"Wait 15 minutes" in answer.content


def test_the_second_factor_of_one_user_does_not_count_for_another(
    client: Client, clerk: AbstractBaseUser, nurse: AbstractBaseUser
) -> None:
    sign_in(client, clerk)
    session = client.session
    session["second_factor_of"] = str(nurse.pk)
    session.save()

    assert client.get("/admin/")["Location"].startswith("/staff/login/")


def test_seeds_are_encrypted_in_the_database(clerk: AbstractBaseUser) -> None:
    give_app(clerk)
    RecoveryCodes.activate(clerk)

    app, codes = Authenticator.objects.order_by("-type")

    assert app.wrap().validate_code(totp_code())
    assert SECRET not in str(app.data)
    assert (codes.data["seed"].startswith("gAAAA"), len(codes.wrap().generate_codes())) == (True, 10)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": False}])
def test_a_passkey_does_not_sign_in_disabled_users(
    client: Client, clerk: AbstractBaseUser, changes: dict[str, bool]
) -> None:
    for name, value in changes.items():
        setattr(clerk, name, value)
    request = client.get("/staff/login/").wsgi_request
    request._messages = FallbackStorage(request)

    answer = perform_login(request, Login(user=clerk))

    assert (answer["Location"], "_auth_user_id" in request.session) == ("/staff/login/", False)


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)"],
)
def test_sign_in_does_not_redirect_to_another_site(
    client: Client, clerk: AbstractBaseUser, elsewhere: str
) -> None:
    give_app(clerk)

    client.post("/staff/login/", {"login": "clerk", "password": PASSWORD, "next": elsewhere})
    answer = client.post("/staff/2fa/authenticate/", {"code": totp_code()})

    assert answer["Location"] == "/admin/"


def test_there_is_no_sign_up_page(client: Client) -> None:
    assert client.get("/staff/signup/").status_code == 404


def test_an_administrator_removes_a_lost_factor_and_the_history_shows_it(
    client: Client, nurse: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    give_app(clerk)
    sign_in(client, nurse)

    client.post("/admin/auth/user/", {"action": "remove_second_factors", "_selected_action": [clerk.pk]})

    assert not Authenticator.objects.filter(user=clerk).exists()
    assert b"Removed the second factors" in client.get(f"/admin/auth/user/{clerk.pk}/history/").content
