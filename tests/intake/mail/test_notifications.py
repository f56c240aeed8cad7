from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import reverse

from intake.enums import Kind, OutboxKind
from intake.mail import notifications, outbox, outdated
from intake.models import MailTemplate, OutboxMessage, Submission
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive
from tests.intake.workbench import request_of

NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
ANSWERS = {"name": "Canary-Name", "email": "canary@example.com", "message": "canary words"}


@pytest.fixture
def message(db: None) -> OutboxMessage:
    receive(Kind.CALLBACK, ANSWERS, now=NOW)
    return OutboxMessage.objects.get()


def test_the_notification_has_reference_deadline_and_link(message: OutboxMessage) -> None:
    letter = notifications.compose(message)

    link = reverse("admin:intake_submission_change", args=[message.submission_id])
    assert letter.subject == f"A new request is waiting: {message.submission.reference}"
    assert "Call by Monday, November 23, 2\N{NO-BREAK SPACE}p.m. (Eastern Time)." in letter.body
    assert f"http://testserver{link}" in letter.body


@pytest.mark.parametrize("kind", [OutboxKind.ASKED_AGAIN, OutboxKind.TAKEN_BACK])
@pytest.mark.parametrize("own", [True, False])
def test_mail_names_the_deadline_that_the_patient_moved(db: None, kind: OutboxKind, *, own: bool) -> None:
    submission = request_of(at=NOW)
    amend(submission, {"times": ["afternoon"], "wording": "change-2"}, NOW)
    if own:
        text = "{reference} {link} by {due}"
        MailTemplate.objects.create(kind=kind, subject="{reference}", text=text)
    message = outbox.enqueue(kind, Submission.objects.get(), NOW)

    body = notifications.compose(message).body.replace("\N{NO-BREAK SPACE}", " ")
    assert submission.due_at.hour == 19
    assert "Monday, November 23, 5 p.m. (Eastern Time)" in body


@pytest.mark.parametrize(("hours", "words"), [(1, "within 1 opening hour."), (4, "within 4 opening hours.")])
def test_the_notification_counts_the_promised_hours(message: OutboxMessage, hours: int, words: str) -> None:
    context = {"reference": "7K4M-2QXD", "due": None, "promise_hours": hours, "link": "/"}

    assert f"Call {words}" in render_to_string("mail/new_request.txt", context)


def test_the_notification_reveals_nothing_about_the_patient(message: OutboxMessage) -> None:
    text = notifications.compose(message).message().as_string().lower()

    assert not re.search(r"canary|ptsd|ketamine", text)


def test_the_staff_address_setting_overrides_the_clinic_file(message: OutboxMessage) -> None:
    assert notifications.compose(message).to == ["staff@clinic.test"]
    with override_settings(STAFF_EMAIL=""):
        assert notifications.compose(message).to == ["front-desk@clinic.test"]


def test_the_link_points_to_the_staff_side(message: OutboxMessage) -> None:
    with override_settings(STAFF_URL="https://staff.clinic.test"):
        assert "https://staff.clinic.test/admin/intake/" in notifications.compose(message).body


@pytest.fixture
def confirmed(db: None) -> OutboxMessage:
    answers = {"name": "Sam", "email": "canary@example.com", "confirm": True}
    receive(Kind.CALLBACK, answers, now=NOW)
    return OutboxMessage.objects.get(kind=OutboxKind.CONFIRMATION)


def test_a_confirmation_is_written_only_for_those_who_asked(message: OutboxMessage) -> None:
    assert not OutboxMessage.objects.filter(kind=OutboxKind.CONFIRMATION).exists()


def test_a_confirmation_is_sent_to_the_person_who_asked(confirmed: OutboxMessage) -> None:
    letter = notifications.compose(confirmed)

    assert letter.to == ["canary@example.com"]
    assert confirmed.submission.reference in letter.body


def test_a_confirmation_names_no_topic_no_clinic_and_no_person(confirmed: OutboxMessage) -> None:
    letter = notifications.compose(confirmed)

    text = f"{letter.subject} {letter.body}".lower()
    assert not re.search(r"ptsd|ketamine|clinic|health|treatment|therapy|sam", text)
    assert "testserver" not in text


def test_a_confirmation_uses_its_own_sender_if_set(confirmed: OutboxMessage) -> None:
    with override_settings(CONFIRMATION_FROM="post@example.org"):
        letter = notifications.compose(confirmed)

    assert letter.from_email == "post@example.org"
    assert "testserver" not in letter.message().as_string()


def test_a_confirmation_is_sent_to_a_changed_address(confirmed: OutboxMessage) -> None:
    amend(confirmed.submission, {"email": "new@example.com"}, NOW)

    assert notifications.compose(confirmed).to == ["new@example.com"]


@pytest.mark.parametrize("kind", [OutboxKind.CHANGED, OutboxKind.WITHDRAWN, OutboxKind.TAKEN_BACK])
def test_messages_to_staff_reveal_nothing_about_the_patient(kind: OutboxKind, message: OutboxMessage) -> None:
    message.kind = kind
    letter = notifications.compose(message)

    assert message.submission.reference in letter.subject
    assert "/admin/intake/submission/" in letter.body
    assert not re.search(r"canary|ptsd|ketamine", letter.message().as_string().lower())


def test_every_kind_of_message_can_be_composed() -> None:
    mails = set(OutboxKind) - {OutboxKind.WEBHOOK}

    assert mails - set(notifications._MAILS) == set(), "add it to _MAILS in intake/mail/notifications.py"
    assert set(OutboxKind) - set(outdated._IS_RIGHT) == set(), (
        "say in _IS_RIGHT of intake/mail/outdated.py when it’s still right to send"
    )


@pytest.mark.parametrize("kind", [kind for kind, mail in notifications._MAILS.items() if mail.subject])
def test_every_email_about_a_request_has_its_text(kind: OutboxKind, message: OutboxMessage) -> None:
    message.kind = kind

    assert message.submission.reference in notifications.compose(message).body
