"""An appointment on a request: its time, the calendar file, and the reminder in the queue."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, AuditKind, Channel, Outcome, Status
from intake.exports.calendar import calendar_file
from intake.models import AuditEvent, Submission
from intake.services.calls.appointments import appointments_on, set_appointment
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.transitions import Refused
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, do, page_of, refused, request_of, set_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
AT = MONDAY + 4 * HOUR  # 2 p.m. at the clinic


def _reached(actor: AbstractBaseUser, name: str = "Sam") -> Submission:
    submission = request_of(name)
    record_attempt(submission, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=actor, now=MONDAY)
    submission.refresh_from_db()
    return submission


def test_entered_time_is_the_clinics_and_on_record(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = _reached(nurse)

    do(staff, submission, "appointment", at="2026-11-23T14:00", version=str(submission.version))

    submission.refresh_from_db()
    assert submission.appointment_at == AT
    assert AuditEvent.objects.get(kind=AuditKind.APPOINTMENT).detail == {"entered": 1}
    assert "today, 2:00 p.m. EST" in page_of(staff, submission)


def test_empty_time_removes_the_appointment(staff: Client, nurse: AbstractBaseUser) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)

    do(staff, submission, "appointment", at="")

    submission.refresh_from_db()
    assert submission.appointment_at is None


def test_request_of_someone_who_was_not_reached_has_no_appointment(nurse: AbstractBaseUser) -> None:
    with pytest.raises(Refused):
        set_appointment(request_of(), AT, actor=nurse, now=MONDAY)


@pytest.mark.parametrize("at", ["2026-11-22T14:00", "2036-01-01T10:00", "next week"])
def test_impossible_time_is_refused_and_stays_typed(staff: Client, nurse: AbstractBaseUser, at: str) -> None:
    submission = _reached(nurse)

    assert f'value="{at}"' in refused(staff, submission, "appointment", at=at)


def test_calendar_file_has_the_time_and_no_word_about_the_person(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)

    answer = staff.get(f"{LIST}{submission.pk}/appointment.ics")

    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20261123T190000Z\r\n" in text
    assert f"SUMMARY:{submission.reference}\r\n" in text
    words = text.replace(str(submission.pk), "").replace(submission.reference, "").casefold()
    assert not any(word in words for word in ("sam", "callback", "consult", "555", "clinic name"))
    assert answer["Content-Type"].startswith("text/calendar")


def test_lines_of_the_calendar_file_are_folded(nurse: AbstractBaseUser) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)
    link = f"https://staff.example/{'x' * 200}"

    text = calendar_file(submission, link, "staff.example", MONDAY)

    assert max(len(line) for line in text.split("\r\n")) <= 75
    assert f"URL:{link}\r\n" in text.replace("\r\n ", "")


def test_request_without_an_appointment_has_no_calendar_file(staff: Client) -> None:
    assert staff.get(f"{LIST}{request_of().pk}/appointment.ics").status_code == 404


def test_queue_shows_the_appointments_of_today_in_order(staff: Client, nurse: AbstractBaseUser) -> None:
    later, sooner, tomorrow = (_reached(nurse, name) for name in "ABC")
    for submission, at in ((later, AT), (sooner, AT - HOUR), (tomorrow, AT + DAY)):
        set_appointment(submission, at, actor=nurse, now=MONDAY)

    assert list(appointments_on(MONDAY)) == [sooner, later]
    html = staff.get(LIST, {"tab": "new"}).content.decode()
    assert html.index(sooner.reference) < html.index(later.reference)
    assert tomorrow.reference not in html


@pytest.mark.parametrize("later", ["no answer", "reopened", "unreachable"])
def test_appointment_stays_in_the_queue_and_can_be_moved(
    staff: Client, nurse: AbstractBaseUser, later: str
) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)
    if later == "no answer":
        attempt = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
        record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    elif later == "reopened":
        close(submission, Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY)
        reopen(submission, actor=nurse, now=MONDAY)
    else:
        set_status(submission, Status.UNREACHABLE)

    assert list(appointments_on(MONDAY)) == [submission]
    assert "Move or remove the appointment" in page_of(staff, submission)
    do(staff, submission, "appointment", at="2026-11-23T15:00")
    assert Submission.objects.get().appointment_at == AT + HOUR


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SPAM, Status.NOT_A_MATCH, Status.REFERRED])
def test_appointment_of_someone_who_is_not_coming_is_not_listed_and_can_be_removed(
    staff: Client, nurse: AbstractBaseUser, status: Status
) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)
    set_status(submission, status)

    assert not appointments_on(MONDAY)
    do(staff, submission, "appointment", at="")
    assert Submission.objects.get().appointment_at is None
    assert "Enter the appointment" not in page_of(staff, submission)


def test_appointment_of_destroyed_answers_is_neither_listed_nor_entered(nurse: AbstractBaseUser) -> None:
    submission = set_appointment(_reached(nurse), AT, actor=nurse, now=MONDAY)
    Submission.objects.update(purged_at=MONDAY)

    assert not appointments_on(MONDAY)
    with pytest.raises(Refused):
        set_appointment(submission, AT, actor=nurse, now=MONDAY)


def test_appointment_at_a_time_at_which_the_clinic_is_closed_is_saved_with_a_warning(staff: Client) -> None:
    submission = set_status(request_of(), Status.REACHED)

    do(staff, submission, "appointment", at="2026-11-24T02:00")  # two at night, meant for the afternoon

    assert "saved, but the clinic is closed Tue, Nov 24, 2:00 a.m. EST" in page_of(staff, submission)
    assert Submission.objects.get().appointment_at is not None


def test_appointments_of_a_full_day_are_all_listed(staff: Client) -> None:
    for number in range(30):
        row = set_status(request_of(f"Sam {number}"), Status.SCHEDULED)
        Submission.objects.filter(pk=row.pk).update(appointment_at=MONDAY + number * HOUR / 6)

    assert row.reference in staff.get(LIST, {"tab": "new"}).content.decode()
