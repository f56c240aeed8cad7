"""A promised call-back is a time: the queue shows it, staff are reminded, and it is called first."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core import mail
from django.test import Client

from clinic_site import clinic
from intake.enums import AttemptResult, Channel, OutboxKind, Outcome, Status
from intake.mail import outbox
from intake.models import OutboxMessage, Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next, why_no_call
from intake.services.jobs.call_backs import remind_of_call_backs
from intake.services.jobs.indexing import index_new
from intake.services.requests.amending import amend
from intake.services.triage.claiming import claim, release
from intake.services.triage.closing import Ending, close
from intake.services.triage.linking import link
from intake.services.triage.waiting import end_waits
from tests.html import compact
from tests.intake.workbench import (
    DAY,
    HOUR,
    LIST,
    MONDAY,
    OTHER_PHONE,
    desk,
    do,
    enter,
    page_of,
    references_in,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MINUTE = HOUR / 60
AT = MONDAY - 5 * MINUTE


def _promised(actor: AbstractBaseUser, name: str = "Sam") -> Submission:
    submission = request_of(name, at=MONDAY - 2 * HOUR)
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=AT)
    record_attempt(submission, attempt, actor=actor, now=MONDAY - HOUR / 2)
    submission.refresh_from_db()
    return submission


def test_due_call_back_is_in_the_due_now_tab_without_the_worker(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = _promised(nurse)
    assert submission.queue_at == submission.promised_call_at == AT

    html = staff.get(LIST, {"tab": "due-now"}).content.decode()
    assert references_in(html) == [submission.reference]
    assert "Call back today, 9:55 a.m. EST" in html


def test_due_call_back_is_taken_first_by_the_person_who_promised(nurse: AbstractBaseUser) -> None:
    request_of("Kim", at=MONDAY - 30 * HOUR)
    submission = _promised(nurse)

    assert claim_next(nurse, MONDAY) == submission


def test_of_two_due_call_backs_the_one_promised_for_earlier_is_taken_first(nurse: AbstractBaseUser) -> None:
    _promised(nurse, "Kim")
    earlier = _promised(nurse)
    Submission.objects.filter(pk=earlier.pk).update(promised_call_at=AT - MINUTE, queue_at=AT - MINUTE)

    assert claim_next(nurse, MONDAY) == earlier


def test_every_staff_page_says_that_a_call_back_is_due(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = _promised(nurse)

    html = staff.get("/admin/intake/submission/key-in/").content.decode()
    assert "Due now" in html
    assert submission.reference in html


def test_mark_is_removed_by_the_next_result(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = _promised(nurse)
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)

    submission.refresh_from_db()
    assert submission.promised_call_at is None
    assert submission.reference not in staff.get("/admin/intake/submission/key-in/").content.decode()


def test_person_who_promised_gets_one_mail_and_all_get_one_after_15_minutes(nurse: AbstractBaseUser) -> None:
    nurse.email = "nia@example.org"
    nurse.save()
    _promised(nurse)
    OutboxMessage.objects.all().delete()
    for minutes in (0, 1, 9, 10, 11):
        remind_of_call_backs(MONDAY + minutes * MINUTE)

    due, late = OutboxMessage.objects.order_by("created_at")
    assert (due.kind, late.kind) == (OutboxKind.CALL_BACK_DUE, OutboxKind.CALL_BACK_LATE)
    assert late.created_at == AT + 15 * MINUTE
    for message in (due, late):
        assert outbox.deliver(message, MONDAY)
    assert mail.outbox[0].to == ["nia@example.org"]
    assert mail.outbox[1].to != ["nia@example.org"]
    assert not any("Sam" in sent.body + sent.subject for sent in mail.outbox)


def test_person_who_promised_is_reminded_if_no_staff_address_was_entered(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic, "staff_addresses", lambda *_: [])
    _promised(nurse)
    OutboxMessage.objects.all().delete()
    remind_of_call_backs(AT + 15 * MINUTE)

    for message in OutboxMessage.objects.order_by("kind"):
        assert outbox.deliver(message, MONDAY)
    assert [sent.to for sent in mail.outbox] == [[nurse.email], [nurse.email]]


@pytest.mark.parametrize("by", ["attempt", "closing"])
def test_no_reminder_is_sent_of_a_call_that_was_made(nurse: AbstractBaseUser, by: str) -> None:
    submission = _promised(nurse)
    remind_of_call_backs(AT + 15 * MINUTE)  # the mail server takes nothing just then
    reminders = OutboxMessage.objects.filter(kind__startswith="call_back")
    assert reminders.count() == 2

    if by == "attempt":
        record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    else:
        close(submission, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)

    assert not reminders.exists()


def test_next_call_skips_people_who_may_not_be_called_now(nurse: AbstractBaseUser) -> None:
    request_of("Sam", at=MONDAY - HOUR, times=["afternoon"])
    free = request_of("Kim")

    assert claim_next(nurse, MONDAY) == free
    assert claim_next(nurse, MONDAY, after=free) is None
    assert "1 request is left; its page says why" in why_no_call(nurse, MONDAY)


def test_no_one_is_said_to_have_asked_for_another_time_while_the_clinic_is_closed(
    nurse: AbstractBaseUser,
) -> None:
    request_of()

    assert claim_next(nurse, MONDAY + 8 * HOUR) is None
    assert "The clinic is closed now" in why_no_call(nurse, MONDAY + 8 * HOUR)


def test_queue_says_that_a_promised_call_may_be_made_now_whatever_the_times(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of(times=["afternoon"], at=MONDAY - 2 * HOUR)
    index_new(set())
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=AT, reason="They rang.")
    record_attempt(submission, attempt, actor=nurse, now=MONDAY - HOUR / 2)
    end_waits(MONDAY)

    html = staff.get(LIST, {"tab": "due-now"}).content.decode()
    assert "<span>Call, afternoons: now</span>" in html


def test_next_call_gives_an_email_at_any_time(nurse: AbstractBaseUser) -> None:
    submission = request_of(channel="email", email="sam@example.org", times=["afternoon"])

    assert claim_next(nurse, MONDAY) == submission


def test_next_call_skips_what_this_person_just_released(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=nurse, now=MONDAY)
    release(submission, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY + MINUTE) is None
    assert "one that you released" in why_no_call(nurse, MONDAY + MINUTE)
    assert claim_next(desk("ana"), MONDAY + MINUTE) == submission


def test_empty_queue_says_that_colleagues_have_the_rest(nurse: AbstractBaseUser) -> None:
    assert why_no_call(nurse, MONDAY) == "There is no one left to call right now."
    claim(request_of(), actor=desk("ana"), now=MONDAY)

    assert "a colleague has the last open request" in why_no_call(nurse, MONDAY)


def test_call_after_no_answer_is_planned_and_not_late(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of(at=MONDAY - HOUR)
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    html = staff.get(f"{LIST}{submission.pk}/change/").content.decode()
    assert "Call from Wed, Nov 25, 9:00 a.m. EST" in html
    assert "You may contact them now" not in html
    assert "Act by" not in html


def test_queue_shows_how_when_and_in_which_language(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    request_of(times=["morning"], language="es")
    assert "Call, mornings" not in staff.get(LIST).content.decode()
    index_new(set())

    html = compact(staff.get(LIST).content.decode())
    assert '<span>Call, mornings: now</span><span lang="es">Español</span>' in html
    monday.shift(2 * HOUR)
    assert "<span>Call, mornings: later</span>" in enter(Client(), nurse).get(LIST).content.decode()


def test_queue_says_later_until_the_planned_attempt(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of()
    index_new(set())
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    assert "<span>Call: later</span>" in staff.get(LIST, {"tab": "in-hand"}).content.decode()


def test_queue_leaves_it_to_the_card_whether_a_linked_request_may_be_called_now(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    link(request_of("Ana"), request_of("Bo", times=["afternoon"]), actor=nurse, now=MONDAY)
    index_new(set())

    html = staff.get(LIST).content.decode()
    assert "<span>Call</span>" in html
    assert ": now" not in html


def test_wrong_number_is_not_called_again_before_the_patient_changes_it(
    nurse: AbstractBaseUser,
) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    with time_machine.travel(MONDAY + 2 * DAY, tick=False):
        staff = enter(Client(), nurse)
        assert claim_next(nurse, MONDAY + 2 * DAY) is None
        page = page_of(staff, submission)
        assert "The last call reached someone else" in page
        assert "You may contact them now" not in page

        amend(submission, {"phone": OTHER_PHONE, "wording": "change-1"}, MONDAY + 2 * DAY)

        assert claim_next(nurse, MONDAY + 2 * DAY) == submission
        assert "You may contact them now" in page_of(staff, submission)


def test_corrected_number_is_called_by_the_promise_of_the_request(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    monday.shift(HOUR / 2)
    amend(submission, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + HOUR / 2)

    submission.refresh_from_db()
    assert submission.queue_at == submission.act_by == submission.due_at
    assert "You may contact them now" in page_of(enter(client, nurse), submission)
    assert claim_next(nurse, MONDAY + HOUR / 2) == submission


def test_number_that_was_corrected_too_late_for_the_promise_is_called_within_its_hours(
    nurse: AbstractBaseUser,
) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    amend(submission, {"phone": OTHER_PHONE, "wording": "change-2"}, MONDAY + DAY)

    submission.refresh_from_db()
    assert submission.queue_at == submission.act_by == MONDAY + DAY + 4 * HOUR


@pytest.mark.parametrize("word", ["attempt", "release"])
@pytest.mark.parametrize(
    ("at", "warned"),
    [("2026-12-25T10:00", True), ("2026-11-29T10:00", True), ("2026-11-24T10:00", False)],
    ids=["holiday", "Sunday", "open"],
)
def test_call_promised_for_a_time_at_which_the_clinic_is_closed_is_saved_with_a_warning(
    staff: Client, at: str, warned: bool, word: str
) -> None:
    submission = request_of()
    do(staff, submission, word, result="call_back", channel="phone", call_back_at=at)

    assert (
        f"{submission.reference}: saved, but the clinic is closed" in page_of(staff, submission)
    ) == warned
    assert Submission.objects.get().promised_call_at is not None
