"""Several people work on requests: assigning, mentioning a colleague, and noticing each other."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.test import Client

from clinic_site.accounts.sessions import IDLE
from intake.enums import AuditKind, OutboxKind
from intake.mail import outbox
from intake.models import AuditEvent, OutboxMessage, Submission
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.claiming import assign
from intake.services.triage.mentions import Mentions, mentions_in
from intake.services.triage.notes import write_note
from intake.services.triage.transitions import Refused
from tests.intake.workbench import MONDAY, desk, do, enter, member, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def _with_address(user: AbstractBaseUser) -> AbstractBaseUser:
    user.email = f"{user.get_username()}@clinic.test"
    user.save()
    return user


def _clinician(name: str) -> AbstractBaseUser:
    return _with_address(member(name, "view_submission", "change_submission", "open_answers"))


def _deliver(kind: OutboxKind) -> None:
    for message in OutboxMessage.objects.filter(kind=kind).select_related("submission", "account"):
        outbox.deliver(message, MONDAY)


def _others(client: Client, submission: Submission, since: int) -> str:
    path = f"/admin/intake/submission/{submission.pk}/others/"
    return client.get(path, {"since": since}).content.decode()


def test_assigned_request_belongs_to_the_colleague_and_is_on_record(staff: Client) -> None:
    submission, ana = request_of(), _with_address(desk("ana"))

    do(staff, submission, "assign", to=str(ana.pk))

    submission.refresh_from_db()
    assert submission.claimed_by == ana
    assert AuditEvent.objects.get(kind=AuditKind.ASSIGNED).detail == {"to": ana.pk}


def test_colleague_gets_a_mail_with_reference_and_link_only(nurse: AbstractBaseUser) -> None:
    submission, ana = request_of(), _with_address(desk("ana"))
    assign(submission, ana, actor=nurse, now=MONDAY)

    _deliver(OutboxKind.ASSIGNED)

    [sent] = mail.outbox
    assert sent.to == ["ana@clinic.test"]
    assert submission.reference in sent.subject
    assert str(submission.pk) in sent.body
    assert not {"Sam", "sleep", "5550142"} & set(sent.body.split())


def test_second_colleague_gets_a_mail_of_their_own(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    for name in ("ana", "bo"):
        assign(submission, _with_address(desk(name)), actor=nurse, now=MONDAY)
        _deliver(OutboxKind.ASSIGNED)

    assert [sent.to[0] for sent in mail.outbox] == ["ana@clinic.test", "bo@clinic.test"]


@pytest.mark.parametrize("gone", ["inactive", "without a role"])
def test_request_cannot_be_assigned_to_someone_who_does_not_work_the_queue(
    nurse: AbstractBaseUser, gone: str
) -> None:
    other = member("other", "view_submission")
    if gone == "inactive":
        other = desk("gone")
        other.is_active = False
        other.save()
    with pytest.raises(Refused):
        assign(request_of(), other, actor=nurse, now=MONDAY)


def test_what_was_typed_survives_assigning(staff: Client, nurse: AbstractBaseUser) -> None:
    submission, ana = request_of(), desk("ana")
    do(staff, submission, "assign", to=str(ana.pk), text="half a note")

    assert "half a note" in page_of(staff, submission)


def test_mentioned_colleague_gets_a_mail_without_the_note(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _clinician("ana.b")
    write_note(submission, "Please read the allergies, @Ana.B.", author=nurse, now=MONDAY)

    _deliver(OutboxKind.MENTIONED)

    [sent] = mail.outbox
    assert sent.to == ["ana.b@clinic.test"]
    assert submission.reference in sent.subject
    assert "allergies" not in sent.subject + sent.body


@pytest.mark.parametrize("text", ["Write to sam@ana", "ana should call", "@anabel", "@nurse"])
def test_text_that_mentions_no_colleague_sends_nothing(nurse: AbstractBaseUser, text: str) -> None:
    _clinician("ana")
    write_note(request_of(), text, author=nurse, now=MONDAY)

    assert not OutboxMessage.objects.filter(kind=OutboxKind.MENTIONED).exists()


def test_colleague_who_may_not_read_notes_is_not_notified(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _with_address(desk("ana"))

    answer = do(staff, submission, "attempt", channel="phone", text="@ana please call")

    assert not OutboxMessage.objects.filter(kind=OutboxKind.MENTIONED).exists()
    assert "Not notified" in staff.get(answer["Location"]).content.decode()


def test_mentioned_colleague_is_either_notified_or_named_with_one_reason(nurse: AbstractBaseUser) -> None:
    notified, without_address = _clinician("ana"), _clinician("bo")
    get_user_model().objects.filter(pk=without_address.pk).update(email="")
    without_right = desk("cleo")

    assert mentions_in("@ana, @bo, @cleo", author=nurse) == Mentions(
        notified=[notified], without_address=[without_address], without_right=[without_right]
    )


def test_both_people_on_a_page_see_each_other(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    first, second = enter(Client(), _clinician("ana")), enter(client, nurse)
    page_of(first, submission)

    assert "ana has this request open now" in page_of(second, submission)
    assert "nurse has this request open now" in _others(first, submission, 0)


def test_open_page_says_that_a_colleague_saved_something(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    first, second = enter(Client(), _clinician("ana")), enter(client, nurse)
    page_of(first, submission)
    since = AuditEvent.objects.latest("pk").pk
    assert "saved something" not in _others(first, submission, since)

    do(second, submission, "claim")

    assert "nurse saved something" in _others(first, submission, since)
    assert "saved something" not in _others(second, submission, since)


@pytest.mark.parametrize("word", ["appointment", "undo", "ask-to-delete"])
def test_open_page_says_that_a_colleague_did_something_else(
    client: Client, nurse: AbstractBaseUser, word: str
) -> None:
    submission = request_of()
    first, second = enter(Client(), _clinician("ana")), enter(client, nurse)
    do(second, submission, "attempt", result="reached", channel="phone")
    if word == "ask-to-delete":
        do(second, submission, "close", ending="referred:other_clinic")
    since = AuditEvent.objects.latest("pk").pk

    do(second, submission, word, at="2026-11-24T10:00", reason="mistake")

    assert "nurse saved something" in _others(first, submission, since)


@pytest.mark.parametrize("change", ["times", "withdrawal", "undone withdrawal"])
def test_open_page_says_that_the_patient_changed_or_withdrew_the_request(staff: Client, change: str) -> None:
    submission = request_of()
    if change == "undone withdrawal":
        withdraw(submission, MONDAY)
    page_of(staff, submission)
    since = AuditEvent.objects.latest("pk").pk
    assert "The patient changed" not in _others(staff, submission, since)

    if change == "times":
        amend(submission, {"times": ["morning"], "wording": "change-1"}, MONDAY)
    elif change == "withdrawal":
        withdraw(submission, MONDAY)
    else:
        take_back(submission, MONDAY)

    assert "The patient changed" in _others(staff, submission, since)


def test_polling_for_colleagues_is_not_an_opening_and_shows_nothing_of_the_request(staff: Client) -> None:
    submission = request_of()

    html = _others(staff, submission, 0)

    assert not AuditEvent.objects.filter(kind=AuditKind.OPENED).exists()
    assert submission.reference not in html


def test_page_that_asks_on_its_own_does_not_prolong_the_session(
    client: Client, nurse: AbstractBaseUser
) -> None:
    enter(client, nurse)
    submission = request_of()
    session = client.session
    session["seen_at"] = seen_at = int(time.time()) - IDLE + 5
    session.save()

    _others(client, submission, 0)
    assert client.session["seen_at"] == seen_at

    page_of(client, submission)
    assert client.session["seen_at"] > seen_at
