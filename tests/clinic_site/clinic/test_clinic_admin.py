"""The pages of the admin on which managers edit the facts about the clinic."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


@pytest.mark.parametrize(("model", "adds_more"), [("openinghours", 0), ("clinicfacts", 0), ("fee", 1)])
def test_page_of_the_only_row_offers_no_second_one(manager: Client, model: str, adds_more: int) -> None:
    page = manager.get(f"/admin/clinic/{model}/add/").content.decode()

    assert 'name="_save"' in page
    assert page.count('name="_addanother"') == adds_more
