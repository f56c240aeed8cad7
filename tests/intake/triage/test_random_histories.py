"""Over random histories of three linked requests, the queue and the cards never contradict each other."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.contrib.auth.models import AbstractBaseUser
from pytest_django.fixtures import Settings

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.requests.amending import SubmissionIsClosed, amend
from intake.services.requests.withdrawing import take_back, withdraw
from intake.services.triage.closing import Ending, close, reopen
from intake.services.triage.linked_requests import linked_with
from intake.services.triage.linking import link
from intake.services.triage.queue_time import planned_on_linked, refresh_queue_times
from intake.services.triage.transitions import Refused
from intake.services.triage.waiting import end_long_waits, end_waits
from tests.intake.workbench import DAY, HOUR, MONDAY, OTHER_PHONE, request_of

pytestmark = pytest.mark.django_db
_RESULTS = (AttemptResult.NO_ANSWER, AttemptResult.NO_ANSWER, AttemptResult.REACHED, AttemptResult.CALL_BACK)


def _act(row: Submission, name: str, actor: AbstractBaseUser, now: dt.datetime, chance: random.Random) -> str:
    """Do something with a request, if that is allowed, and return what."""
    what = chance.choice(["call", "call", "call", "close", "reopen", "change", "ask again", "withdraw"])
    if what == "call":
        result = chance.choice(_RESULTS)
        is_promised = result == AttemptResult.CALL_BACK and chance.random() < 0.5
        at = now + chance.choice([HOUR, DAY, 2 * DAY]) if is_promised else None
        record_attempt(row, Attempt(result, Channel.PHONE, "A reason.", at), actor=actor, now=now)
        return f"{result} {at or ''}"
    if what == "close":
        close(row, Ending(Status.SPAM, Outcome.TEST), actor=actor, now=now)
    elif what == "reopen":
        reopen(row, actor=actor, now=now)
    elif what == "change":
        amend(row, {"phone": OTHER_PHONE, "wording": "change-2", "name": f"{now}"}, now)
    elif what == "ask again":
        request_of(name, at=now)
    elif withdraw(row, now):
        take_back(row, now + HOUR / 2)
    return what


@pytest.mark.parametrize("seed", range(8))
def test_queue_and_cards_agree(nurse: AbstractBaseUser, settings: Settings, seed: int) -> None:
    settings.CONTACT_ATTEMPTS = 1
    chance, now, history = random.Random(seed), MONDAY, []
    rows = {request_of(name).pk: name for name in ("A", "B", "C")}
    first, second, third = Submission.objects.all()
    for other in (first, third):
        link(second, other, actor=nurse, now=MONDAY)
    for _ in range(8):
        now += chance.choice([HOUR, 2 * HOUR, DAY])
        end_waits(now)
        end_long_waits(now)
        row = Submission.objects.get(pk=chance.choice(list(rows)))
        try:
            history.append((rows[row.pk], f"{now:%a %H:%M}", _act(row, rows[row.pk], nurse, now, chance)))
        except (Refused, SubmissionIsClosed):
            continue
        sorted_at = set(Submission.objects.values_list("pk", "queue_at"))
        refresh_queue_times(now)
        assert set(Submission.objects.values_list("pk", "queue_at")) == sorted_at, history
        for at in (now, now + HOUR, now + DAY, now + 2 * DAY):
            late = Submission.objects.overdue(at)
            held = [rows[each.pk] for each in late if planned_on_linked(each, linked_with(each.pk), at)]
            assert held == [], (history, at)
