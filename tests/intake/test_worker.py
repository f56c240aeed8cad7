from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import override_settings

from intake.blind_index import email_index, phone_index
from intake.enums import Kind
from intake.keys import index_key
from intake.models import Submission
from intake.services.receive import receive

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Sam", "phone": {"e164": "+17325550142"}, "email": "Sam@Example.com"}


def test_one_round_sends_the_mail_and_fills_the_index() -> None:
    receive(Kind.CALLBACK, ANSWERS)

    call_command("worker", once=True)

    submission = Submission.objects.get()
    assert len(mail.outbox) == 1
    assert submission.phone_index == phone_index("+17325550142", index_key())
    assert submission.email_index == email_index("sam@example.com", index_key())


def test_a_second_round_finds_nothing_to_do() -> None:
    receive(Kind.CALLBACK, ANSWERS)
    call_command("worker", once=True)
    call_command("worker", once=True)

    assert len(mail.outbox) == 1


def test_a_request_that_cannot_be_opened_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = receive(Kind.CALLBACK, ANSWERS), receive(Kind.CALLBACK, ANSWERS | {"name": "Kim"})
    Submission.objects.filter(pk=broken.pk).update(sealed="v1.00000000.AAAA")

    call_command("worker", once=True)

    whole.refresh_from_db()
    assert whole.indexed_at is not None
    assert len(mail.outbox) == 2


def test_a_worker_on_the_public_side_sends_mail_and_opens_nothing() -> None:
    receive(Kind.CALLBACK, ANSWERS)

    with override_settings(SEALING_PRIVATE_KEYS_FILE=None, INDEX_KEY_FILE=None):
        call_command("worker", once=True)

    assert len(mail.outbox) == 1
    assert Submission.objects.get().indexed_at is None
