"""Possible spam: why, and two decisions for many at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils.html import escape

from intake.enums import AttemptResult, Channel, Kind, OutboxKind, Outcome, Place, Status, SuspectReason
from intake.models import AuditEvent, OutboxMessage, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.requests.receive import Flags, receive
from intake.services.triage.closing import Ending, close
from tests.intake.workbench import ANSWERS, DAY, HOUR, LIST, MONDAY, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def _html(client: Client, **query: object) -> str:
    return client.get(LIST, query).content.decode()


def _decide(client: Client, decision: str, *rows: Submission) -> str:
    picked = {"decision": decision, "pick": [row.reference for row in rows]}
    return client.post(f"{LIST}decide/?back=tab%3Dspam", picked, follow=True).content.decode()


@pytest.fixture
def suspects() -> list[Submission]:
    rows = [request_of("A", at=MONDAY - 4 * DAY), request_of("B")]
    Submission.objects.update(quarantined=True, suspect_reasons="fast links")
    return rows


def test_possible_spam_says_why(staff: Client, suspects: list[Submission]) -> None:
    assert "contains web links" in _html(staff, tab="spam")


def test_number_with_many_requests_asks_for_attention_and_is_not_called_spam(staff: Client) -> None:
    submission = request_of("A")
    Submission.objects.update(suspect_reasons="phone")

    pages = _html(staff, tab="new") + page_of(staff, submission)

    assert pages.count("many requests with one phone number in an hour") == 2
    assert "<dt>Possible spam</dt>" not in pages


@pytest.mark.parametrize("reason", list(SuspectReason))
def test_page_of_a_suspect_reads_as_a_list_of_what_was_noticed(staff: Client, reason: SuspectReason) -> None:
    submission = request_of("A")
    Submission.objects.update(suspect_reasons=reason)

    label = "Possible spam" if reason.quarantines else "Attention"
    shown = f"<dt>{label}</dt><dd>{escape(reason.label)}</dd>"
    assert shown in page_of(staff, submission)


def test_not_spam_returns_a_request_with_its_deadline(staff: Client, suspects: list[Submission]) -> None:
    html = _decide(staff, "not-spam", *suspects)

    assert [row.place for row in Submission.objects.all()] == ["new", "new"]
    assert set(Submission.objects.values_list("pk", "queue_at")) == {(row.pk, row.due_at) for row in suspects}
    assert "1 of them is overdue" in html


def test_person_who_is_no_spam_gets_the_confirmation_once(staff: Client) -> None:
    flags = Flags(suspicions=(SuspectReason.NETWORK,))
    answers = ANSWERS | {"email": "sam@example.com", "confirm": True}
    suspect = receive(Kind.CALLBACK, answers, flags, now=MONDAY)
    confirmations = OutboxMessage.objects.filter(kind=OutboxKind.CONFIRMATION)
    assert not confirmations.exists()

    _decide(staff, "not-spam", suspect)
    _decide(staff, "spam", suspect)
    _decide(staff, "not-spam", suspect)

    assert confirmations.get().submission == suspect


def test_request_that_cannot_be_opened_is_no_spam_all_the_same(
    staff: Client, suspects: list[Submission]
) -> None:
    Submission.objects.update(sealed="nonsense")
    _decide(staff, "not-spam", *suspects)

    assert not Submission.objects.filter(quarantined=True).exists()


def test_not_spam_sends_another_email_for_an_overdue_request(
    staff: Client, suspects: list[Submission]
) -> None:
    OutboxMessage.objects.update(state="sent")
    _decide(staff, "not-spam", *suspects)

    waiting = OutboxMessage.objects.filter(kind=OutboxKind.NEW_REQUEST, state="waiting")
    assert [message.submission for message in waiting] == [suspects[0]]


def test_spam_is_closed(staff: Client, suspects: list[Submission]) -> None:
    _decide(staff, "spam", *suspects)

    assert set(Submission.objects.values_list("status", "outcome")) == {("spam", "advert")}


def test_read_first_requests_are_never_closed_in_bulk(staff: Client, suspects: list[Submission]) -> None:
    Submission.objects.filter(pk=suspects[0].pk).update(read_first=True)
    html = _decide(staff, "spam", *suspects)

    assert "read first" in html
    assert Submission.objects.get(pk=suspects[0].pk).status == Status.NEW


def test_closed_spam_can_be_reopened(
    staff: Client, suspects: list[Submission], nurse: AbstractBaseUser
) -> None:
    close(suspects[0], Ending(Status.SPAM, Outcome.ADVERT), actor=nurse, now=MONDAY)
    staff.post(f"{LIST}{suspects[0].pk}/do/not-spam/")

    row = Submission.objects.get(pk=suspects[0].pk)
    assert (row.status, row.quarantined, row.queue_at) == (Status.NEW, False, suspects[0].due_at)


@pytest.mark.parametrize("result", [AttemptResult.NO_ANSWER, AttemptResult.REACHED, AttemptResult.CALL_BACK])
def test_request_whose_person_was_called_is_not_possible_spam_anymore(
    nurse: AbstractBaseUser, result: AttemptResult
) -> None:
    submission = request_of()
    Submission.objects.update(quarantined=True)

    record_attempt(submission, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY)

    submission.refresh_from_db()
    assert submission.place != Place.SPAM
    assert AuditEvent.objects.filter(detail__cause="not_spam", actor=nurse).count() == 1
    if result == AttemptResult.NO_ANSWER:
        assert submission in Submission.objects.overdue(MONDAY + 5 * DAY)


def test_wrong_number_does_not_take_a_request_out_of_possible_spam(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    Submission.objects.update(quarantined=True)

    record_attempt(submission, Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE), actor=nurse, now=MONDAY)

    submission.refresh_from_db()
    assert submission.place == Place.SPAM


def test_call_to_possible_spam_sends_the_confirmation_that_the_person_asked_for(
    nurse: AbstractBaseUser,
) -> None:
    answers = ANSWERS | {"email": "sam@example.com", "confirm": True}
    submission = receive(Kind.CALLBACK, answers, Flags(suspicions=(SuspectReason.FAST,)), now=MONDAY)

    call = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
    record_attempt(submission, call, actor=nurse, now=MONDAY + HOUR)

    assert submission.outbox_messages.filter(kind=OutboxKind.CONFIRMATION).exists()
