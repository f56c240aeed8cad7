"""Sessions cannot be fixated, guessed or reused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client

from intake.roles import Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in, totp_code

pytestmark = pytest.mark.django_db
QUEUE = "/admin/intake/submission/"


@pytest.fixture
def clerk(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    cache.clear()
    return give_app(person("clerk", Role.FRONT_DESK))


def _sign_in(client: Client) -> None:
    first = client.post("/staff/login/", {"login": "clerk", "password": PASSWORD})
    client.post(first["Location"], {"code": totp_code()})


@pytest.mark.parametrize("planted", ["", "planted", "0" * 32, "a" * 400, "../../x"])
def test_session_fixation_fails(clerk: AbstractBaseUser, planted: str) -> None:
    client = Client()
    client.cookies["session"] = planted
    _sign_in(client)
    mine = client.cookies["session"].value

    thief = Client()
    thief.cookies["session"] = planted
    assert client.get(QUEUE).status_code == 200
    assert mine != planted
    assert thief.get(QUEUE).status_code == 302


def test_session_key_is_random_and_changes_at_each_factor(clerk: AbstractBaseUser) -> None:
    client, seen = Client(), []
    first = client.post("/staff/login/", {"login": "clerk", "password": PASSWORD})
    seen.append(client.cookies["session"].value)
    client.post(first["Location"], {"code": totp_code()})
    seen.append(client.cookies["session"].value)
    keys = {sign_in(Client(), clerk).session.session_key for _ in range(50)}

    assert seen[0] != seen[1]
    assert len(keys) == 50
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in [*keys, *seen])  # 165 bits


def test_stolen_cookie_is_invalid_after_signing_out(clerk: AbstractBaseUser) -> None:
    client, thief = Client(), Client()
    _sign_in(client)
    thief.cookies["session"] = client.cookies["session"].value
    assert thief.get(QUEUE).status_code == 200

    client.post("/staff/logout/")

    assert thief.get(QUEUE).status_code == 302
