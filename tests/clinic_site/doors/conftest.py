"""People at the doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client

from intake.roles import Role
from tests.conftest import PASSWORD

Post = Callable[..., object]


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    """Forget codes that other tests used up: the cache is a table, and some of it outlives a test."""
    cache.clear()


@pytest.fixture
def clerk(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    """Return somebody of the front desk who has no second factor yet."""
    return person("clerk", Role.FRONT_DESK)


@pytest.fixture
def show_password(client: Client) -> Post:
    """Return the first step of signing in."""

    def post(name: str = "clerk", password: str = PASSWORD, **more: object) -> object:
        return client.post("/staff/login/", {"login": name, "password": password}, **more)

    return post
