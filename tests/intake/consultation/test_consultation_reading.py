"""Staff see answers with the questions as they were asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import EnteredAs, Kind, RevealReason
from intake.models import OutboxMessage, Submission
from intake.models.answers import unseal
from intake.services.requests.receive import receive
from tests.intake.consultation_answers import fill, send, text
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


def _revealed(client: Client, nurse: AbstractBaseUser) -> str:
    page = f"/admin/intake/submission/{Submission.objects.get().pk}/reveal/"
    return text(sign_in(client, nurse).post(page, {"reason": RevealReason.BEFORE_CALL}, follow=True))


def test_staff_see_answers_grouped_with_the_original_questions(
    client: Client, nurse: AbstractBaseUser
) -> None:
    fill(client)
    send(client)

    page = _revealed(client, nurse)

    for group in ("What brings you to us?", "What should a clinician know?"):
        assert page.count(f"<h3>{group}</h3>") == 1
    assert "<dt>Which of these apply?</dt><dd>High blood pressure, I’d rather talk about it</dd>" in page
    assert "<dt>Which talk therapies have you tried?</dt><dd>EMDR</dd>" in page
    assert page.count("<dl") == page.count("</dl>")


def test_groups_of_a_request_that_staff_entered_are_in_their_words(
    client: Client, nurse: AbstractBaseUser
) -> None:
    fill(client)
    send(client)
    Submission.objects.update(entered_as=EnteredAs.PHONE)

    page = _revealed(client, nurse)

    assert "<h3>What brings them to us?</h3>" in page
    assert "<h3>What brings you to us?</h3>" not in page


def test_a_request_sent_with_earlier_questions_keeps_their_words(
    client: Client, nurse: AbstractBaseUser
) -> None:
    fill(client)
    send(client)
    answers = unseal(Submission.objects.get())
    del answers["health"]
    OutboxMessage.objects.all().delete()
    Submission.objects.all().delete()
    receive(Kind.CONSULTATION, answers | {"bladder": "talk", "wording": "consultation-1"})

    page = _revealed(client, nurse)

    assert "<h3>Which of these should a clinician know about?</h3>" in page
    assert "<dt>A bladder problem</dt><dd>I prefer to talk about it</dd>" in page
