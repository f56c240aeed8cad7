from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db
SHIPPED = Path(__file__).parents[2] / "clinic_site" / "clinic.toml"


def _rendered() -> str:
    return Template("{% load intake_tags %}{% callback_form %}").render(Context())


def test_the_form_says_when_it_is_read_next_while_the_clinic_is_closed(time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 28, 17, 0, tzinfo=dt.UTC))  # a Saturday

    assert "Staff next read requests on Monday, November 30, 9:00 a.m. EST." in _rendered()


def test_the_form_says_that_the_clinic_is_open(time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC))

    assert "We are open now." in _rendered()


def test_a_clinic_of_unknown_hours_promises_no_time() -> None:
    with override_settings(CLINIC_FILE=SHIPPED):
        text = _rendered()

    assert "Staff next read" not in text
    assert "It is not for emergencies." in text


def test_below_a_page_the_form_is_a_section_and_on_its_own_page_the_heading(client: Client) -> None:
    own, embedded = (
        client.get(path).content.decode() for path in ("/callback/", "/ptsd-medication-alternatives/")
    )

    assert '<h1 id="callback">Request a Callback</h1>' in own
    assert '<h2 id="callback">Request a Callback</h2>' in embedded
