"""The status page says what is still true of what was agreed on."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.models import Submission
from intake.services.calls.appointments import set_appointment
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.retention import destroy
from intake.services.triage.closing import Ending, close
from intake.services.triage.waiting import end_waits
from tests.intake.coming_back import page_of as status_page
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of
from tests.typed import SECRET

pytestmark = [pytest.mark.django_db]
STANDS, PASSED = "what we agreed on still stands", "the time we agreed on has passed"


@pytest.fixture
def reached(nurse: AbstractBaseUser) -> Submission:
    """Return the request of a person who was reached."""
    row = request_of()
    record_attempt(row, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY)
    return row


def _arranged(row: Submission, nurse: AbstractBaseUser) -> None:
    close(row, Ending(Status.SCHEDULED, Outcome.APPOINTMENT), actor=nurse, now=MONDAY)


@pytest.mark.parametrize("is_closed", [False, True])
def test_an_appointment_stands_until_its_time_has_come(
    client: Client,
    nurse: AbstractBaseUser,
    reached: Submission,
    monday: time_machine.Coordinates,
    is_closed: bool,
) -> None:
    set_appointment(reached, MONDAY + DAY, actor=nurse, now=MONDAY)
    if is_closed:
        _arranged(reached, nurse)
    assert STANDS in status_page(client, reached)

    monday.shift(DAY + HOUR)
    html = status_page(client, reached)

    assert STANDS not in html
    assert PASSED in html
    assert '<a href="/callback/">ask us to call</a>' in html
    assert "You can also call us: " in html


def test_spanish_page_says_that_the_time_has_passed(
    client: Client, nurse: AbstractBaseUser, reached: Submission, monday: time_machine.Coordinates
) -> None:
    set_appointment(reached, MONDAY + DAY, actor=nurse, now=MONDAY)
    monday.shift(DAY + HOUR)

    pair = {"reference": reached.reference, "secret": SECRET}
    html = client.post("/es/solicitud/", pair, follow=True).content.decode()

    assert "la hora que acordamos ya pasó" in html
    assert '<a href="/es/llamada/">pedirnos que le llamemos</a>' in html


def test_nothing_stands_once_the_answers_are_destroyed(
    client: Client, nurse: AbstractBaseUser, reached: Submission, monday: time_machine.Coordinates
) -> None:
    _arranged(reached, nurse)
    reached.refresh_from_db()
    destroy(reached, MONDAY)
    reached.save_changes()

    html = status_page(client, reached)

    assert STANDS not in html
    assert "This request is closed." in html


def test_person_who_was_reached_and_asked_again_reads_of_no_try_in_vain(
    client: Client, reached: Submission, monday: time_machine.Coordinates
) -> None:
    monday.shift(DAY)
    assert request_of(at=MONDAY + DAY) == reached

    html = status_page(client, reached)

    assert "We’ve tried to reach you" not in html
    assert "You sent your request again. We’ll try to reach you" in html


def test_a_call_that_was_promised_for_a_certain_time_stands(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    row = request_of()
    agreed = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=MONDAY + DAY)
    record_attempt(row, agreed, actor=nurse, now=MONDAY)

    html = status_page(client, row)
    assert STANDS in html
    assert "<strong>Arranged</strong>" in html

    monday.shift(DAY + HOUR)
    end_waits(MONDAY + DAY + HOUR)
    assert "We haven’t reached you by the time we promised" in status_page(client, row)
