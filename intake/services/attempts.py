"""Attempts to reach a person: held against the safety card, counted against the clinic's own rule."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from intake import audit
from intake.deadlines import is_open, next_within, opening_day_after
from intake.enums import AttemptResult, AuditKind, Cause, Channel, NoteAbout, Rule, Status
from intake.models import ContactAttempt, Submission
from intake.opening import current_answers
from intake.roles import has_right
from intake.safety_card import SafetyCard
from intake.services.effective import effective_card
from intake.services.hours import current_clinic
from intake.services.notes import write_note
from intake.services.sealing_words import seal_words
from intake.services.triage import Refused, in_hand, refuse_if, step
from intake.services.waiting import resume, wait
from intake.validators import clean_text

OVERRIDE_LASTS = dt.timedelta(hours=1)


class OverrideNeeded(Refused):
    """The safety card forbids it: a reason is needed, from somebody who may give one."""

    def __init__(self, rules: list[Rule]) -> None:
        super().__init__(
            _("The person did not allow {what}. Give the reason, or choose another time or way.").format(
                what=_(" and ").join(str(rule.label) for rule in rules)
            )
        )
        self.rules = rules


@dataclass(frozen=True)
class Attempt:
    """What somebody says of an attempt. `call_back_at` is for those who asked to be called back."""

    result: AttemptResult
    channel: Channel
    reason: str = ""
    call_back_at: dt.datetime | None = None


def broken_rules(
    card: SafetyCard, channel: Channel, now: dt.datetime, result: AttemptResult | None = None
) -> list[Rule]:
    """Return the rules of a card that contacting the person so, now, breaks."""
    facts = current_clinic()
    broken = []
    if channel != Channel.EMAIL:
        local = now.astimezone(facts.zone).time()
        if not card.allows_at(local) or not is_open(now, facts):
            broken.append(Rule.TIME)
    if result == AttemptResult.VOICEMAIL and not card.voicemail:
        broken.append(Rule.VOICEMAIL)
    if channel != card.channel:
        broken.append(Rule.CHANNEL)
    return broken


@transaction.atomic
def override(
    submission: Submission, rules: list[Rule], reason: str, *, actor: AbstractBaseUser, now: dt.datetime
) -> None:
    """Write down why `actor` breaks rules of the safety card. Raises Refused without right or reason."""
    if not has_right(actor, "override_safety"):
        raise Refused(_("Ask somebody who may override the safety card."))
    if not clean_text(reason):
        raise OverrideNeeded(rules)
    codes = " ".join(rules)
    audit.record(AuditKind.OVERRIDE, actor=actor, submission=submission, now=now, rules=list(rules))
    write_note(submission, reason, author=actor, now=now, about=NoteAbout.OVERRIDE, code=codes)


def overridden(submission: Submission, actor: AbstractBaseUser, now: dt.datetime) -> set[Rule]:
    """Return the rules that `actor` gave a reason for within the hour."""
    notes = submission.notes.filter(
        about=NoteAbout.OVERRIDE, author=actor, written_at__gt=now - OVERRIDE_LASTS
    )
    return {Rule(code) for codes in notes.values_list("code", flat=True) for code in codes.split()}


def record_attempt(
    submission: Submission,
    attempt: Attempt,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> ContactAttempt:
    """Store an attempt and move the request on; one that nobody has is claimed by the way.

    Raises OverrideNeeded when it breaks the safety card without a reason, Refused when it may not
    be made, ChangedMeanwhile, and SealingError when the card cannot be opened.
    """
    with in_hand(submission, version) as row:
        answers = current_answers(row)
        card = effective_card(row, SafetyCard.from_answers(answers))
        broken = broken_rules(card, attempt.channel, now, attempt.result)
        if open_rules := [rule for rule in broken if rule not in overridden(row, actor, now)]:
            override(row, open_rules, attempt.reason, actor=actor, now=now)
        made = _store(row, attempt, broken, answers, actor=actor, now=now)
        _move(row, attempt, card, actor=actor, now=now)
        audit.record(AuditKind.ATTEMPT, actor=actor, submission=row, now=now, result=attempt.result.value)
    return made


def next_time(card: SafetyCard, after: dt.datetime) -> dt.datetime | None:
    """Return when the person may next be contacted: at a time they gave, or while open by e-mail."""
    windows = [(dt.time(0), dt.time.max)] if card.channel == Channel.EMAIL else card.windows()
    return next_within(after, windows, current_clinic())


def days_between_attempts() -> int:
    """Return after how many opening days the next attempt is due, so that they fill the time allowed."""
    return max((settings.CONTACT_DAYS - 1) // max(settings.CONTACT_ATTEMPTS - 1, 1), 1)


def _store(
    row: Submission,
    attempt: Attempt,
    broken: list[Rule],
    answers: dict[str, object],
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
) -> ContactAttempt:
    by_mail = attempt.channel == Channel.EMAIL
    used = answers.get("email") if by_mail else (answers.get("phone") or {}).get("e164", "")
    made = ContactAttempt(
        id=uuid.uuid4(),
        submission=row,
        made_at=now,
        made_by=actor,
        channel=attempt.channel,
        result=attempt.result,
        call_back_at=attempt.call_back_at,
        broke=" ".join(broken),
    )
    made.sealed = seal_words({"used": used or ""}, made.sealed_place)
    made.save(force_insert=True)
    return made


def _move(
    row: Submission, attempt: Attempt, card: SafetyCard, *, actor: AbstractBaseUser, now: dt.datetime
) -> None:
    by = {"actor": actor, "now": now}
    refuse_if("" if row.is_open else _("It is closed. Open it again first."))
    resume(row, **by)
    if row.status == Status.NEW:
        step(row, Status.CLAIMED, cause=Cause.CLAIMED, **by)
    if row.claimed_by_id is None:
        row.claimed_by, row.claimed_at = actor, now
    if row.status == Status.CLAIMED:
        step(row, Status.ATTEMPTING, cause=Cause.ATTEMPT, **by)
    if attempt.result == AttemptResult.REACHED:
        if row.status != Status.REACHED:
            step(row, Status.REACHED, cause=Cause.ATTEMPT, **by)
        row.next_call_at = None
        return
    if row.status == Status.REACHED:
        step(row, Status.ATTEMPTING, cause=Cause.ATTEMPT, **by)
    row.next_call_at = next_time(card, _earliest_next(attempt, now))
    if attempt.result in {AttemptResult.VOICEMAIL, AttemptResult.CALL_BACK}:
        until = row.next_call_at if _ends_by_itself(attempt) else None
        wait(row, until=until, **by)


def _earliest_next(attempt: Attempt, now: dt.datetime) -> dt.datetime:
    if attempt.call_back_at is not None:
        return attempt.call_back_at
    return opening_day_after(now, days_between_attempts(), current_clinic())


def _ends_by_itself(attempt: Attempt) -> bool:
    # Somebody who said "I will call you" is waited for until they do, or until staff lose patience.
    return attempt.result == AttemptResult.VOICEMAIL or attempt.call_back_at is not None
