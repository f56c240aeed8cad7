"""What staff did with the fictitious requests of the demonstration, through the real services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from clinic_site.clinic import current as current_clinic
from intake.enums import AttemptResult, Outcome, Status
from intake.models import Submission
from intake.models.answers import current_answers
from intake.rules.deadlines import next_within
from intake.rules.safety_card import SafetyCard
from intake.services.calls.attempts import Attempt
from intake.services.calls.saving_calls import save_call
from intake.services.triage.claiming import claim
from intake.services.triage.closing import Ending, close

LAST = dt.timedelta(days=4)  # before now: the last of these requests arrived
_MINUTE, _DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@dataclass(frozen=True)
class Work:
    """The results of the calls, one a day if the clinic is open, and how it ended.

    `promised` is a call-back that is due. A request that was called `lately` still waits for the person:
    after CONTACT_DAYS, the worker would end the wait.
    """

    results: tuple[AttemptResult, ...] = ()
    ending: Ending | None = None
    promised: bool = False
    lately: bool = False


_REACHED = (AttemptResult.REACHED,)
WORK = (
    Work(),
    Work((AttemptResult.NO_ANSWER,)),
    Work((AttemptResult.CALL_BACK,), lately=True),
    Work((AttemptResult.CALL_BACK,), promised=True),
    Work(_REACHED),
    Work(_REACHED, Ending(Status.SCHEDULED, Outcome.APPOINTMENT)),
    Work(_REACHED, Ending(Status.REFERRED, Outcome.OTHER_CLINIC)),
    Work(_REACHED, Ending(Status.NOT_A_MATCH, Outcome.OUT_OF_AREA)),
    Work(
        (AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER),
        Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER),
    ),
    Work(_REACHED, Ending(Status.WITHDRAWN, Outcome.FOUND_HELP)),
    Work((), Ending(Status.SPAM, Outcome.ADVERT)),
)


def work_on(submission: Submission, work: Work, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Claim, call and close a request at times that its card and the clinic's hours allow.

    After many closed days there may be too few such times before `now`. Then the remaining results are left
    out, and the request stays open.
    """
    card = SafetyCard.from_answers(current_answers(submission))
    at = earliest = submission.received_at + 20 * _MINUTE
    if work.ending is None or work.results:
        claim(submission, actor=actor, now=now - 30 * _MINUTE if not work.results else at)
    for result in work.results:
        called = _allowed_at(max(at, now - 2 * _DAY) if work.lately else at, card, earliest, now)
        if called is None:
            return
        promised = now - 5 * _MINUTE if work.promised else None
        save_call(
            submission,
            Attempt(result, card.channel, call_back_at=promised),
            "Demonstration: rang eight times." if result == AttemptResult.NO_ANSWER else "",
            actor=actor,
            now=called,
        )
        at, earliest = called + _DAY, called + _MINUTE
    if work.ending is not None:
        close(submission, work.ending, actor=actor, now=min(at, now))


def _allowed_at(
    at: dt.datetime, card: SafetyCard, earliest: dt.datetime, now: dt.datetime
) -> dt.datetime | None:
    """Return the first time from `at` on at which the card allows a call; some days earlier, if not yet come.

    It is never before `earliest`. None if the card allows no call between that and `now`.
    """
    while True:
        allowed = next_within(at, card.windows(), current_clinic()) or at
        if allowed <= now:
            return allowed
        if at <= earliest:
            return None
        at = max(at - _DAY, earliest)
