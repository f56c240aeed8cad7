from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import override_settings
from django.urls import reverse

from intake import notifications
from intake.enums import Kind
from intake.models import OutboxMessage
from intake.services.receive import receive

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
ANSWERS = {"name": "Canary-Name", "email": "canary@example.com", "message": "canary words"}


@pytest.fixture
def message(db: None) -> OutboxMessage:
    receive(Kind.CALLBACK, ANSWERS, now=NOW)
    return OutboxMessage.objects.get()


def test_the_mail_says_what_waits_by_when_and_where(message: OutboxMessage) -> None:
    letter = notifications.new_request(message)

    link = reverse("admin:intake_submission_change", args=[message.submission_id])
    assert letter.subject == f"A new request is waiting: {message.submission.reference}"
    assert "Call by Monday, November 23, 2:00 p.m. EST." in letter.body
    assert f"http://testserver{link}" in letter.body


def test_the_mail_says_nothing_of_the_patient(message: OutboxMessage) -> None:
    text = notifications.new_request(message).message().as_string().lower()

    assert not re.search(r"canary|ptsd|ketamine", text)


def test_the_environment_names_who_is_told_before_the_clinic_file(message: OutboxMessage) -> None:
    assert notifications.new_request(message).to == ["staff@clinic.test"]
    with override_settings(STAFF_EMAIL=""):
        assert notifications.new_request(message).to == ["front-desk@clinic.test"]


def test_the_link_leads_to_the_staff_side(message: OutboxMessage) -> None:
    with override_settings(STAFF_URL="https://staff.clinic.test"):
        assert "https://staff.clinic.test/admin/intake/" in notifications.new_request(message).body
