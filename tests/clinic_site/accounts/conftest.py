"""Start each test of accounts without used codes and counted failures; an administrator who is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from tests.second_factor import sign_in


@pytest.fixture(autouse=True)
def _without_counts(empty_cache: None) -> None:
    """Clear the cache before each test."""


@pytest.fixture
def administrator(client: Client, person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    """Return an administrator, who is signed in at `client`."""
    user = person("technician", is_superuser=True)
    sign_in(client, user)
    return user
