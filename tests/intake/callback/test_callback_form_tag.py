from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db
SHIPPED = Path(__file__).resolve().parents[3] / "clinic_site" / "clinic" / "clinic.toml"


def _rendered() -> str:
    return Template("{% load intake_tags %}{% callback_form %}").render(Context())


def test_while_closed_the_form_shows_the_next_opening_time(time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 28, 17, 0, tzinfo=dt.UTC))  # a Saturday

    text = " ".join(_rendered().split())

    assert "We’re closed today. If any time is fine, we’ll contact you by" in text
    assert "<strong>Monday, November 30, 1 p.m. (Eastern Time)</strong>" in text


def test_while_open_the_form_says_so(time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC))

    assert "We’re open now." in _rendered()


def test_a_clinic_without_opening_hours_promises_no_time() -> None:
    with override_settings(CLINIC_FILE=SHIPPED):
        text = _rendered()

    assert "we’ll" not in text.lower().partition("<form")[0]
    assert "This form isn’t for emergencies" in text


def test_the_form_heading_is_h2_below_a_page_and_h1_on_its_own_page(client: Client) -> None:
    own, embedded = (
        client.get(path).content.decode() for path in ("/callback/", "/ptsd-medication-alternatives/")
    )

    assert '<h1 id="callback">Request a Callback</h1>' in own
    assert '<h2 id="callback">Request a Callback</h2>' in embedded
