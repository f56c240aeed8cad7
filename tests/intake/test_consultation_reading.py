"""Staff read what was answered in the words in which it was asked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import RevealReason
from intake.models import Submission
from intake.wording import WORDINGS, Wording
from intake.wording.consultation_1 import CONSULTATION_1
from tests.intake.consultation import fill, send, text
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


def _revealed(client: Client, nurse: AbstractBaseUser) -> str:
    page = f"/admin/intake/submission/{Submission.objects.get().pk}/reveal/"
    return text(sign_in(client, nurse).post(page, {"reason": RevealReason.BEFORE_CALL}))


def test_staff_read_it_in_groups_and_in_the_words_that_were_asked(
    client: Client, nurse: AbstractBaseUser
) -> None:
    fill(client)
    send(client)

    page = _revealed(client, nurse)

    for group in ("What brings you to us?", "Which of these should a clinician know about?"):
        assert page.count(f"<h3>{group}</h3>") == 1
    assert "<dt>A bladder problem</dt><dd>I prefer to talk about it</dd>" in page
    assert "<dt>Which talking therapies have you tried?</dt><dd>EMDR</dd>" in page
    assert page.count("<dl") == page.count("</dl>")


def test_a_request_keeps_its_words_when_there_are_newer_ones(
    client: Client, nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)
    send(client)
    newer = Wording(
        "consultation-2", dict.fromkeys(CONSULTATION_1.questions, CONSULTATION_1.questions["note"])
    )
    monkeypatch.setitem(WORDINGS, "consultation-2", newer)

    assert "<dt>A bladder problem</dt>" in _revealed(client, nurse)
