"""Fixtures for tests of the queue: a Monday on which the clinic is open, and a signed-in nurse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from tests.intake.workbench import MONDAY, enter


@pytest.fixture
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client: Client, nurse: AbstractBaseUser) -> Client:
    return enter(client, nurse)
