"""Guessing passwords at length: LOGIN_TRIES says how many, 60 in every run and 1,000 with `make attacks`."""

from __future__ import annotations

import datetime as dt
import os
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic_site.doors import lockout
from clinic_site.doors import settings as doors
from intake.roles import Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app

TRIES = int(os.environ.get("LOGIN_TRIES", "60"))
ROUNDS = TRIES // 2 if "LOGIN_TRIES" in os.environ else 10  # of two tries each, measured
LET_ON = "/staff/2fa/authenticate/"
MAY_DIFFER = 0.10  # of the time that a known name takes
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def clerk(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    cache.clear()
    return give_app(person("clerk", Role.FRONT_DESK))


@pytest.fixture
def _no_limit_by_the_minute(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": None}  # so that the closed door itself is tried


def _try(name: str, password: str, address: str = "203.0.113.7") -> HttpResponse:
    """Post from a browser of its own."""
    return Client(REMOTE_ADDR=address).post("/staff/login/", {"login": name, "password": password})


def _told(answer: HttpResponse, name: str) -> tuple[int, bytes]:
    return answer.status_code, _TOKEN.sub(b"", answer.content).replace(name.encode(), b"NAME")


@pytest.mark.usefixtures("_no_limit_by_the_minute")
@pytest.mark.parametrize("name", ["clerk", "nobody"])
def test_a_closed_door_stays_closed_however_many_passwords_are_tried(name: str) -> None:
    now, answers = timezone.now(), Counter()
    for number in range(TRIES):  # all of them within a quarter of an hour
        with time_machine.travel(now + dt.timedelta(minutes=14) * number / TRIES, tick=False):
            right = number > lockout.BY_NAME_AND_ADDRESS and number % 10 == 0
            answers[_try(name, PASSWORD if right else f"guess {number}").status_code] += 1

    assert answers == {200: lockout.BY_NAME_AND_ADDRESS - 1, 429: TRIES - lockout.BY_NAME_AND_ADDRESS + 1}
    with time_machine.travel(now + dt.timedelta(minutes=14), tick=False):
        assert _try(name, PASSWORD).status_code == 429


@pytest.mark.usefixtures("_no_limit_by_the_minute")
def test_however_many_are_tried_the_person_comes_in_from_elsewhere() -> None:
    for number in range(TRIES):
        _try("clerk", f"guess {number}")

    assert _try("clerk", PASSWORD, "198.51.100.7")["Location"] == LET_ON


@pytest.mark.usefixtures("_no_limit_by_the_minute")
def test_one_address_tries_no_more_than_a_hundred_names_or_passwords() -> None:
    statuses = Counter(_try(f"guess-{number}", "not the password").status_code for number in range(130))

    assert statuses == {200: lockout.BY_ADDRESS - 1, 429: 130 - lockout.BY_ADDRESS + 1}


def test_the_limit_by_the_minute_comes_before_a_password_is_even_read() -> None:
    statuses = Counter(_try(f"guess-{number}", "not the password").status_code for number in range(60))

    assert statuses == {200: 30, 429: 30}
    assert AccessAttempt.objects.count() == 30


@pytest.mark.usefixtures("_no_limit_by_the_minute")
def test_every_one_of_many_answers_is_the_same_for_nobody_as_for_somebody() -> None:
    pairs = [
        tuple(_told(_try(name, f"guess {number}"), name) for name in ("clerk", "nobody"))
        for number in range(TRIES)
    ]

    assert [number for number, (known, unknown) in enumerate(pairs) if known != unknown] == []
    assert {known[0] for known, _ in pairs} == {200, 429}


@pytest.mark.usefixtures("_no_limit_by_the_minute")
def test_the_door_takes_as_long_for_nobody_as_for_somebody(
    clerk: AbstractBaseUser, settings: Settings
) -> None:
    """Of processor time, for other people's work on the machine is not ours; doors that are closed not."""
    settings.PASSWORD_HASHERS = doors.PASSWORD_HASHERS
    clerk.set_password(PASSWORD)
    clerk.save()

    def seconds(name: str) -> float:
        AccessAttempt.objects.all().delete()
        client = Client(REMOTE_ADDR="203.0.113.7")
        started = time.process_time()
        answer = client.post("/staff/login/", {"login": name, "password": "not the password"})
        assert answer.status_code == 200
        return time.process_time() - started

    both = ("clerk", "nobody")
    [seconds(name) for name in both]  # what is loaded at the first time is not measured
    rounds = [dict(zip(names, map(seconds, names), strict=True)) for names in _by_turns(both)]

    known, unknown = (statistics.median(times[name] for times in rounds) for name in both)
    print(f"{len(rounds)} rounds: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")
    assert abs(known - unknown) < MAY_DIFFER * known, rounds


def _by_turns(names: tuple[str, str]) -> list[tuple[str, ...]]:
    return [names if number % 2 else names[::-1] for number in range(ROUNDS)]
