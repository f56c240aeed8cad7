"""Someone who overwrote a fact by mistake finds in its history what was there."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site.clinic.models import ClinicFacts
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
FACTS = "/admin/clinic/clinicfacts/1/"


def _save(client: Client, **changes: str) -> None:
    form = client.get(f"{FACTS}change/").context["adminform"].form
    stored = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in (stored | changes).items() if value is not None}
    assert client.post(f"{FACTS}change/", typed).status_code == 302


def test_history_has_what_each_changed_fact_contained(
    client: Client, person: Callable[..., AbstractBaseUser]
) -> None:
    ClinicFacts.objects.create(
        pk=1,
        name="Example",
        town="Freehold",
        state="New Jersey",
        price_range="$400 to $600 a session",
        translations={"es": {"tagline": "Una clínica pequeña"}},
    )
    manager = sign_in(client, person("boss", Role.MANAGER))

    _save(manager, price_range="", parking="Behind the house", tagline_es="", promise_hours="4")

    history = html.unescape(manager.get(f"{FACTS}history/").content.decode())
    assert "was “$400 to $600 a session”." in history
    assert "was “Una clínica pequeña”." in history
    assert "Parking: was empty." in history
    assert "Freehold" not in history
