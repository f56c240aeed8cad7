"""Attempts to reach a person, checked against the safety card and the clinic's contact policy."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from clinic_site.clinic import current as current_clinic
from intake.audit import trail
from intake.enums import AttemptResult, AuditKind, Cause, Channel, NoteAbout, Rule, Status
from intake.mail import outbox
from intake.models import ContactAttempt, Submission
from intake.models.answers import current_answers
from intake.roles import has_right
from intake.rules.deadlines import is_open, next_within, opening_day_after
from intake.rules.safety_card import SafetyCard
from intake.services.calls.effective_contact_rules import effective_contact_rules
from intake.services.calls.promised_calls import is_promised_now
from intake.services.calls.wrong_numbers import number_or_address
from intake.services.requests.receive import confirm
from intake.services.triage.linked_requests import linked_with
from intake.services.triage.notes import write_note
from intake.services.triage.quarantine import end_quarantine
from intake.services.triage.queue_time import recompute_queue_time
from intake.services.triage.sealed_text import seal_fields
from intake.services.triage.transitions import Refused, locked_for_update, transition
from intake.services.triage.waiting import resume, wait
from intake.validators import clean_text

OVERRIDE_LASTS = dt.timedelta(hours=1)


class OverrideNeeded(Refused):
    """The safety card forbids it: someone with the right to override it must give a reason."""

    def __init__(self, rules: list[Rule]) -> None:
        super().__init__(
            _("The person did not allow {what}. Give a reason, or choose another time or channel.").format(
                what=_(" and ").join(str(rule.label) for rule in rules)
            )
        )
        self.rules = rules


@dataclass(frozen=True)
class Attempt:
    """An attempt as reported. `call_back_at` is when the person asked to be called back.

    `changes_seen` is how many of the patient's changes the caller's card showed; None for all.
    """

    result: AttemptResult
    channel: Channel
    reason: str = ""
    call_back_at: dt.datetime | None = None
    changes_seen: int | None = None


def broken_rules(
    card: SafetyCard, channel: Channel, now: dt.datetime, result: AttemptResult | None = None
) -> list[Rule]:
    """Return the rules of a card that contacting the person over `channel` at `now` breaks."""
    facts = current_clinic()
    broken = []
    if channel != Channel.EMAIL:
        local = now.astimezone(facts.zone).time()
        if not card.allows_at(local) or not is_open(now, facts):
            broken.append(Rule.TIME)
    if result == AttemptResult.VOICEMAIL and channel == Channel.PHONE and not card.voicemail:
        broken.append(Rule.VOICEMAIL)
    if channel != card.channel:
        broken.append(Rule.CHANNEL)
    return broken


@transaction.atomic
def override(
    submission: Submission,
    rules: list[Rule],
    reason: str,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    spoke: bool = False,
) -> None:
    """Record why `actor` overrides the safety card. Raises Refused without the right or a reason.

    Leaving a message and speaking with the person (`spoke`), often because they called us, take a reason but
    no right: it has already happened, and what happened can always be recorded.
    """
    if not spoke and set(rules) != {Rule.VOICEMAIL} and not has_right(actor, "override_safety"):
        raise Refused(_("Ask a colleague who may override the safety card."))
    if not clean_text(reason):
        raise OverrideNeeded(rules)
    codes = " ".join(rules)
    trail.record(AuditKind.OVERRIDE, actor=actor, submission=submission, now=now, rules=list(rules))
    write_note(submission, reason, author=actor, now=now, about=NoteAbout.OVERRIDE, code=codes)


def overridden(submission: Submission, actor: AbstractBaseUser, now: dt.datetime) -> set[Rule]:
    """Return the rules that `actor` overrode within OVERRIDE_LASTS, and the time of a promised call.

    An override doesn't count once the patient has changed the request, or an open linked request was sent or
    changed, because the rules were different before. Without the right to override, a reason only records
    why `actor` spoke with the person, and allows no call.
    """
    since = max(filter(None, (now - OVERRIDE_LASTS, submission.amended_at)))
    notes = submission.notes.filter(about=NoteAbout.OVERRIDE, author=actor, written_at__gt=since)
    given = list(notes.values_list("code", "written_at"))
    said_at = _said_on_linked(submission) if given else None
    rules = {Rule(code) for codes, at in given if said_at is None or at > said_at for code in codes.split()}
    if rules and not has_right(actor, "override_safety"):
        rules &= {Rule.VOICEMAIL}
    return rules | ({Rule.TIME} if is_promised_now(submission, now) else set())


def _said_on_linked(submission: Submission) -> dt.datetime | None:
    """Return when an open request linked to this one was last sent or changed; None without one."""
    linked = Submission.objects.still_open().filter(pk__in=linked_with(submission.pk))
    return linked.aggregate(last=Max(Coalesce("amended_at", "received_at")))["last"]


def record_attempt(
    submission: Submission,
    attempt: Attempt,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> ContactAttempt:
    """Store an attempt and move the request on; an unassigned request is claimed for `actor`.

    A call that began in the allowed time may end after it. Raises OverrideNeeded if it breaks the safety
    card without a reason, Refused if the request is closed or it may not be made, ChangedMeanwhile if
    `version` is out of date, and SealingError if the card cannot be opened.
    """
    with locked_for_update(submission, version) as row:
        if not row.is_open:
            raise Refused(_("This request is closed. Reopen it first."))
        answers = current_answers(row)
        card = effective_contact_rules(row, SafetyCard.from_answers(answers))
        broken = broken_rules(card, attempt.channel, now, attempt.result)
        if Rule.TIME in broken and _began_in_time(row, card, attempt.channel, actor, now):
            broken.remove(Rule.TIME)
        if open_rules := [rule for rule in broken if rule not in overridden(row, actor, now)]:
            spoke = attempt.result in {AttemptResult.REACHED, AttemptResult.CALL_BACK}
            override(row, open_rules, attempt.reason, actor=actor, now=now, spoke=spoke)
        by_email = attempt.channel == Channel.EMAIL
        used = number_or_address(current_answers(row, attempt.changes_seen), by_email=by_email)
        made = _store(row, attempt, broken, used, actor=actor, now=now)
        was_quarantined = row.quarantined
        _take_on(row, attempt, actor=actor, now=now)
        is_corrected = used != number_or_address(answers, by_email=by_email)
        _plan_next(row, attempt, card, actor=actor, now=now, is_corrected=is_corrected)
        if was_quarantined and not row.quarantined:  # possible spam got no confirmation
            confirm(row, answers, now)
        trail.record(AuditKind.ATTEMPT, actor=actor, submission=row, now=now, result=attempt.result.value)
    return made


def _began_in_time(
    row: Submission, card: SafetyCard, channel: Channel, actor: AbstractBaseUser, now: dt.datetime
) -> bool:
    """Return whether `actor` opened the card when the call was allowed, within OVERRIDE_LASTS.

    A call may end after the allowed time, and must be recorded. It began while its card was open.
    """
    openings = row.audit_events.filter(
        kind=AuditKind.OPENED, actor=actor, at__gt=now - OVERRIDE_LASTS, at__lte=now
    )
    return any(
        Rule.TIME not in broken_rules(card, channel, at) for at in openings.values_list("at", flat=True)
    )


def next_time(card: SafetyCard, after: dt.datetime) -> dt.datetime | None:
    """Return when the person may next be contacted: at a time they gave, or during opening hours by email."""
    windows = [(dt.time(0), dt.time.max)] if card.channel == Channel.EMAIL else card.windows()
    return next_within(after, windows, current_clinic())


def _store(
    row: Submission,
    attempt: Attempt,
    broken: list[Rule],
    used: str,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
) -> ContactAttempt:
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
    made.sealed = seal_fields({"used": used, "with_extension": True}, made.sealed_context)
    made.save(force_insert=True)
    return made


def _take_on(row: Submission, attempt: Attempt, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Assign a request without an owner to `actor`, and set its status to ATTEMPTING."""
    by = {"actor": actor, "now": now}
    outbox.cancel_call_back_reminders(row, now)
    resume(row, **by)
    if row.quarantined and attempt.result != AttemptResult.WRONG_NUMBER:
        # Someone who calls considers it genuine, and in "Possible spam" no next attempt would ever be due.
        end_quarantine(row, **by)
    if row.status == Status.NEW:
        transition(row, Status.CLAIMED, cause=Cause.CLAIMED, **by)
    if row.claimed_by_id is None:
        row.claimed_by, row.claimed_at = actor, now
    if row.status == Status.CLAIMED:
        transition(row, Status.ATTEMPTING, cause=Cause.ATTEMPT, **by)


def _plan_next(
    row: Submission,
    attempt: Attempt,
    card: SafetyCard,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    is_corrected: bool,
) -> None:
    """Set what happens after an attempt: nothing if the person was reached, else the next call or a wait.

    `is_corrected` is whether the patient corrected the number or address while we used it.
    """
    by = {"actor": actor, "now": now}
    after = Status.REACHED if attempt.result == AttemptResult.REACHED else Status.ATTEMPTING
    if row.status != after:
        transition(row, after, cause=Cause.ATTEMPT, **by)
    if after == Status.REACHED:
        row.next_call_at = row.promised_call_at = None
        recompute_queue_time(row)
        return
    # If the patient corrected the number while we called the wrong one, the new one is called at once.
    at_once = is_corrected and attempt.result == AttemptResult.WRONG_NUMBER
    promised = attempt.call_back_at or _still_promised(row, attempt, card, now)
    row.next_call_at = promised or next_time(card, now if at_once else _earliest_next(now))
    if promised or attempt.result == AttemptResult.CALL_BACK:
        # If the person said that they will call, wait until they do or until staff end the waiting.
        wait(row, until=promised, **by)
    elif attempt.result == AttemptResult.VOICEMAIL and row.next_call_at is not None:
        # Without a time for the next attempt nothing would end the waiting, so the clock goes on.
        wait(row, until=row.next_call_at, **by)
    row.promised_call_at = promised
    recompute_queue_time(row)


def _still_promised(
    row: Submission, attempt: Attempt, card: SafetyCard, now: dt.datetime
) -> dt.datetime | None:
    """Return the time of a promised call that this earlier attempt, which reached no one, leaves as it is.

    A wrong email address doesn't make the number wrong, nor vice versa.
    """
    reached_no_one = attempt.result in {AttemptResult.NO_ANSWER, AttemptResult.VOICEMAIL}
    if attempt.result == AttemptResult.WRONG_NUMBER:
        reached_no_one = (attempt.channel == Channel.EMAIL) != (card.channel == Channel.EMAIL)
    is_early = row.promised_call_at is not None and now < row.promised_call_at
    return row.promised_call_at if reached_no_one and is_early else None


def _earliest_next(now: dt.datetime) -> dt.datetime:
    """Return the start of the next attempt's day: the attempts spread over CONTACT_DAYS opening days."""
    days = (settings.CONTACT_DAYS - 1) // max(settings.CONTACT_ATTEMPTS - 1, 1)
    return opening_day_after(now, max(days, 1), current_clinic())
