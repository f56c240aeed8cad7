"""If the key that protects second factors was lost or replaced, staff read what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from clinic_site.ops.local_setup import make_secrets
from clinic_site.ops.log_format import JsonFormatter
from tests.second_factor import SECRET, give_app, sign_in, totp_code

Post = Callable[..., HttpResponse]
CODE, ADMIN = "/staff/2fa/authenticate/", "/admin/intake/submission/"
ADVICE = "ask an administrator to remove your second factors"


@pytest.fixture
def lose_key(settings: Settings, tmp_path: Path) -> Callable[[], None]:
    """Return a function that replaces the key of second factors."""

    def lose() -> None:
        settings.FACTOR_KEY_FILE = make_secrets(tmp_path)["FACTOR_KEY_FILE"]

    return lose


def test_sign_in_says_what_to_do(
    client: Client,
    clerk: AbstractBaseUser,
    show_password: Post,
    lose_key: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    give_app(clerk)
    sealed = Authenticator.objects.get().data["secret"]
    lose_key()
    code = totp_code()

    show_password()
    answer = client.post(CODE, {"code": code})

    assert (answer.status_code, ADVICE in answer.content.decode()) == (200, True)
    assert client.get(ADMIN).status_code == 302
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("second factor cannot be opened" in line for line in lines)
    assert not any(secret in line for line in lines for secret in (code, SECRET, sealed))


def test_confirming_again_says_what_to_do(
    client: Client, clerk: AbstractBaseUser, lose_key: Callable[[], None]
) -> None:
    sign_in(client, clerk)
    lose_key()

    answer = client.post("/staff/2fa/reauthenticate/", {"code": totp_code()})

    assert (answer.status_code, ADVICE in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("lost", ["app", "codes"])
def test_a_factor_under_the_new_key_still_signs_in(
    client: Client, clerk: AbstractBaseUser, show_password: Post, lose_key: Callable[[], None], lost: str
) -> None:
    add = {"app": give_app, "codes": RecoveryCodes.activate}
    add.pop(lost)(clerk)
    lose_key()
    [added] = [add_other(clerk) for add_other in add.values()]
    code = added.get_unused_codes()[0] if lost == "app" else totp_code()

    show_password()
    client.post(CODE, {"code": code})

    assert client.get(ADMIN).status_code == 200


def test_wrong_codes_are_limited_all_the_same(
    client: Client, clerk: AbstractBaseUser, show_password: Post, lose_key: Callable[[], None]
) -> None:
    give_app(clerk)
    lose_key()
    show_password()
    for _ in range(5):
        client.post(CODE, {"code": "000000"})

    answer = client.post(CODE, {"code": "000000"})

    assert b"Wait 15 minutes" in answer.content


def test_page_of_second_factors_says_what_to_do(
    client: Client, clerk: AbstractBaseUser, lose_key: Callable[[], None]
) -> None:
    sign_in(client, clerk)
    RecoveryCodes.activate(clerk)
    lose_key()

    answer = client.get("/staff/2fa/")

    assert (answer.status_code, ADVICE in answer.content.decode()) == (503, True)
