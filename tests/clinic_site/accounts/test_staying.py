"""The warning before a session ends, and the code of the previous half minute."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import timezone

from clinic_site.accounts.sessions import IDLE
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


def test_staff_pages_know_when_the_session_ends(client: Client, nurse: AbstractBaseUser) -> None:
    html = sign_in(client, nurse).get("/admin/intake/submission/").content.decode()

    assert f'data-idle="{IDLE}" data-stay="/staff/stay/"' in html
    assert "Stay signed in" in html


def test_staying_extends_the_session(client: Client, nurse: AbstractBaseUser) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, nurse)
        clock.shift(IDLE - 60)
        assert client.get("/staff/stay/").status_code == 204
        clock.shift(IDLE - 60)

        assert client.get("/admin/intake/submission/").status_code == 200


def test_stay_requires_signing_in(client: Client) -> None:
    assert client.get("/staff/stay/").status_code == 403


def test_code_of_the_previous_half_minute_is_accepted(settings: object) -> None:
    assert settings.MFA_TOTP_TOLERANCE == 1
