"""One next step and one deadline for each request."""

from __future__ import annotations

import datetime as dt

import pytest

from clinic_site.clinic import current as current_clinic
from clinic_site.clinic.facts import Callback
from intake.enums import Status
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, deadline_of, step_of
from intake.staff.time_labels import due_words, step_words
from tests.intake.workbench import DAY, HOUR, MONDAY

pytestmark = pytest.mark.django_db
DUE, LATER = MONDAY + 4 * HOUR, MONDAY + DAY


@pytest.mark.parametrize(
    ("columns", "step", "deadline"),
    [
        ({"status": Status.NEW}, NextStep.CALL_BY, DUE),
        ({"status": Status.CLAIMED}, NextStep.CALL_BY, DUE),
        ({"status": Status.ATTEMPTING, "next_call_at": LATER}, NextStep.CALL_FROM, LATER + 4 * HOUR),
        (
            {"status": Status.ATTEMPTING, "next_call_at": LATER - HOUR, "call_times": "morning"},
            NextStep.CALL_FROM,
            LATER + HOUR,  # the morning ends
        ),
        (
            {"status": Status.ATTEMPTING, "next_call_at": LATER, "promised_call_at": LATER},
            NextStep.CALL_AT,
            LATER,
        ),
        ({"status": Status.ATTEMPTING, "waiting_since": MONDAY}, NextStep.THEY_CALL, None),
        (
            {
                "status": Status.ATTEMPTING,
                "waiting_since": MONDAY,
                "waiting_until": LATER,
                "next_call_at": LATER,
            },
            NextStep.CALL_FROM,
            LATER + 4 * HOUR,
        ),
        ({"status": Status.REACHED}, NextStep.NONE, None),
        ({"status": Status.SCHEDULED}, NextStep.NONE, None),
        ({"status": Status.WITHDRAWN, "promised_call_at": LATER}, NextStep.NONE, None),
    ],
    ids=[
        "new",
        "claimed",
        "tried",
        "tried, mornings",
        "promised",
        "they call",
        "we left a message",
        "reached",
        "closed",
        "withdrawn",
    ],
)
def test_each_status_has_one_step_and_one_deadline(
    columns: dict[str, object], step: NextStep, deadline: dt.datetime | None
) -> None:
    row = Submission(act_by=DUE, **columns)

    assert (step_of(row), deadline_of(row, current_clinic())) == (step, deadline)


def test_clinic_that_promises_no_time_has_no_deadline_for_a_next_attempt() -> None:
    facts = current_clinic()
    no_promise = facts.model_copy(update={"callback": Callback(promise_hours=0)})
    no_hours = facts.model_copy(update={"opening_hours": {}})
    row = Submission(status=Status.ATTEMPTING, next_call_at=MONDAY, act_by=None)

    assert deadline_of(row, no_promise) is None
    assert deadline_of(row, no_hours) is None


@pytest.mark.parametrize(
    ("columns", "words", "due"),
    [
        ({"status": Status.NEW, "queue_at": DUE}, "Call by today, 2:00 p.m. EST", "in 4 h 0 min"),
        ({"status": Status.NEW, "queue_at": MONDAY - HOUR}, "Call by today, 9:00 a.m. EST", "1 h 0 min late"),
        (
            {"status": Status.ATTEMPTING, "next_call_at": LATER, "queue_at": LATER + HOUR},
            "Call from Tue, Nov 24, 10:00 a.m. EST",
            "",
        ),
        (
            {"status": Status.ATTEMPTING, "promised_call_at": MONDAY - HOUR / 60, "queue_at": MONDAY},
            "Call back today, 9:59 a.m. EST",
            "due now",
        ),
        (
            {"status": Status.NEW, "queue_at": MONDAY - HOUR / 120},
            "Call by today, 9:59 a.m. EST",
            "due now",
        ),
        ({"status": Status.REACHED, "queue_at": MONDAY - 6 * DAY}, "", ""),
        ({"status": Status.ATTEMPTING, "waiting_since": MONDAY, "queue_at": NEVER}, "They’ll call us", ""),
    ],
    ids=["by", "late", "from", "back", "just late", "reached", "they call"],
)
def test_words_follow_the_step(columns: dict[str, object], words: str, due: str) -> None:
    row = Submission(act_by=DUE, **columns)

    assert (step_words(row, MONDAY), due_words(row, MONDAY)) == (words, due)
