"""Password guessing. LOGIN_TRIES sets the number of tries: 60 by default, 1,000 in `make attacks`."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic_site.accounts import settings as account_settings
from clinic_site.accounts import throttling
from clinic_site.accounts.settings import AXES_FAILURE_LIMIT
from intake.roles import Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app

TRIES = int(os.environ.get("LOGIN_TRIES", "60"))
SECOND_FACTOR = "/staff/2fa/authenticate/"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def clerk(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    cache.clear()
    return give_app(person("clerk", Role.FRONT_DESK))


@pytest.fixture
def _no_rate_limit(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None}  # so that the lockout itself is tested


def _try(name: str, password: str, address: str = "203.0.113.7") -> HttpResponse:
    """Post from a new session."""
    return Client(REMOTE_ADDR=address).post("/staff/login/", {"login": name, "password": password})


def _normalized(answer: HttpResponse, name: str) -> tuple[int, bytes]:
    return answer.status_code, _TOKEN.sub(b"", answer.content).replace(name.encode(), b"NAME")


@pytest.mark.usefixtures("_no_rate_limit")
@pytest.mark.parametrize("name", ["clerk", "nobody"])
def test_account_stays_locked_however_many_passwords_are_tried(name: str) -> None:
    now, answers = timezone.now(), Counter()
    for number in range(TRIES):  # all of them within a quarter of an hour
        with time_machine.travel(now + dt.timedelta(minutes=14) * number / TRIES, tick=False):
            right = number > AXES_FAILURE_LIMIT and number % 10 == 0
            answers[_try(name, PASSWORD if right else f"guess {number}").status_code] += 1

    assert answers == {
        200: AXES_FAILURE_LIMIT - 1,
        429: TRIES - AXES_FAILURE_LIMIT + 1,
    }
    with time_machine.travel(now + dt.timedelta(minutes=14), tick=False):
        assert _try(name, PASSWORD).status_code == 429


@pytest.mark.usefixtures("_no_rate_limit")
def test_locked_user_can_sign_in_from_another_address() -> None:
    for number in range(TRIES):
        _try("clerk", f"guess {number}")

    assert _try("clerk", PASSWORD, "198.51.100.7")["Location"] == SECOND_FACTOR


@pytest.mark.usefixtures("_no_rate_limit")
def test_one_address_is_limited_to_a_hundred_tries() -> None:
    statuses = Counter(_try(f"guess-{number}", "not the password").status_code for number in range(130))

    assert statuses == {200: throttling.BY_ADDRESS - 1, 429: 130 - throttling.BY_ADDRESS + 1}


def test_rate_limit_applies_before_the_password_is_checked() -> None:
    statuses = Counter(_try(f"guess-{number}", "not the password").status_code for number in range(60))

    assert statuses == {200: 30, 429: 30}
    assert AccessAttempt.objects.count() == 30


@pytest.mark.usefixtures("_no_rate_limit")
def test_responses_are_the_same_for_known_and_unknown_names() -> None:
    pairs = [
        tuple(_normalized(_try(name, f"guess {number}"), name) for name in ("clerk", "nobody"))
        for number in range(TRIES)
    ]

    assert [number for number, (known, unknown) in enumerate(pairs) if known != unknown] == []
    assert {known[0] for known, _ in pairs} == {200, 429}


@pytest.mark.usefixtures("_no_rate_limit")
def test_an_unknown_name_costs_the_same_hash_as_a_known_one(
    clerk: AbstractBaseUser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Almost all of the time goes into the hash; benchmarks/sign_in.py measures what is left."""
    settings.PASSWORD_HASHERS = account_settings.PASSWORD_HASHERS
    clerk.set_password(PASSWORD)
    clerk.save()
    hashed = _costs_of_hashes(monkeypatch)

    costs = {}
    for name in ("clerk", "nobody"):
        hashed.clear()
        assert _try(name, "not the password").status_code == 200
        costs[name] = tuple(hashed)

    assert len(costs["clerk"]) == 1
    assert costs["clerk"] == costs["nobody"]


def _costs_of_hashes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int]]:
    """Return a list that gets the cost of each Argon2 hash: kibibytes, passes, lanes."""
    costs: list[tuple[int, int, int]] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def encode_and_count(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        encoded = encode(self, password, salt)
        costs.append(_cost(self, encoded))
        return encoded

    def verify_and_count(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        costs.append(_cost(self, encoded))
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode_and_count)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify_and_count)
    return costs


def _cost(hasher: Argon2PasswordHasher, encoded: str) -> tuple[int, int, int]:
    decoded = hasher.decode(encoded)
    return decoded["memory_cost"], decoded["time_cost"], decoded["parallelism"]
