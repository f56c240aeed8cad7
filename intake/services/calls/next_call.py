"""Choose who is called next, among the people who may be called now, in the way they chose."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.clinic import current as current_clinic
from intake.crypto.sealing import SealingError
from intake.enums import OPEN_STATUSES, AuditKind, Cause, Channel, Status
from intake.models import AuditEvent, StatusChange, Submission
from intake.models.answers import current_answers
from intake.roles import has_right
from intake.rules.deadlines import is_open
from intake.rules.safety_card import SafetyCard
from intake.services.access.viewers import SEEN_WITHIN, record_viewer, seen_by_owner
from intake.services.calls.attempts import broken_rules, overridden
from intake.services.calls.effective_contact_rules import effective_contact_rules
from intake.services.calls.wrong_numbers import number_or_address, was_wrong_number
from intake.services.triage.claiming import claim
from intake.services.triage.linked_requests import linked_with
from intake.services.triage.queue_time import planned_on_linked
from intake.services.triage.transitions import Refused
from intake.services.triage.waiting import end_waits

_LOOK_AT = 200  # requests whose rules are read before giving up
_SKIP_RELEASED = dt.timedelta(minutes=30)


def claim_next(
    actor: AbstractBaseUser, now: dt.datetime, *, after: Submission | None = None
) -> Submission | None:
    """Assign the next person to call now to `actor`, and return the request; None if there is none.

    The order is: due call-backs that `actor` promised; due call-backs that no one has; what must be read
    first; what `actor` has claimed but not called about yet, so that pressing the button again leads back
    to that card; then, in queue order, unassigned requests and those on which `actor` has a next attempt
    to make. Left out are the request that `actor` comes from (`after`), requests that `actor` had and
    released within the last half hour, wrong numbers, and people who may not be contacted now in the way
    they chose, for whom a linked request plans otherwise, or whom a colleague may be calling about one. A
    request to be read first isn't assigned again to someone who can't read it.
    """
    end_waits(now)
    due, released = Submission.objects.due_now(now).order_by("promised_call_at"), _released_by(actor, now)
    reads = has_right(actor, "open_answers")
    if not reads:
        due = due.filter(read_first=False)
    for promised in (due.filter(claimed_by=actor), due.filter(claimed_by=None).exclude(pk__in=released)):
        for submission in promised[:_LOOK_AT]:
            if taken := _take(submission, promised, actor, now):
                return taken
    to_call = _to_call(now)
    uncalled = to_call.filter(claimed_by=actor, status=Status.CLAIMED)
    corrected = Q(status=Status.ATTEMPTING, amended_at__gt=F("claimed_at"))  # after a wrong number
    own = Q(claimed_by=actor) & (Q(next_call_at__isnull=False) | corrected)
    if not reads:
        uncalled, own = uncalled.filter(read_first=False), own & Q(read_first=False)
    rows = to_call.filter(Q(claimed_by=None) | own).exclude(pk__in=released)
    pinned = Q(read_first=True)
    for candidates in (uncalled.filter(pinned), rows.filter(pinned), uncalled, rows):
        for submission in candidates.exclude(pk=after and after.pk)[:_LOOK_AT]:
            if taken := _take(submission, candidates, actor, now):
                return taken
    return None


def _take(
    submission: Submission, candidates: QuerySet[Submission], actor: AbstractBaseUser, now: dt.datetime
) -> Submission | None:
    """Assign one of the `candidates` to `actor` and return it; None if the person may not be contacted now.

    This is decided under the lock, because a colleague may have taken this request or a linked one since it
    was found, or moved the next attempt. `actor` is recorded as a viewer before the page opens, so that a
    colleague who waits for the lock finds the person taken even if `actor` had the request already.
    """
    if not _may_contact(submission, actor, now):
        return None  # without a lock, since most candidates may end here

    def check(row: Submission) -> None:
        if not (candidates.filter(pk=row.pk).exists() and _may_contact(row, actor, now)):
            raise Refused(_("They may not be contacted now."))

    try:
        with transaction.atomic():
            row = claim(submission, actor=actor, now=now, check=check)
            record_viewer(row, actor, now)
    except Refused:
        return None
    return row


def open_with_colleague(
    linked: Collection[uuid.UUID], actor: AbstractBaseUser, now: dt.datetime
) -> Submission | None:
    """Return a linked request about which a colleague may be calling the person right now, or None.

    The colleague has its page open or has just claimed it. After "Reached", they may still be talking.
    """
    may_be_calling = Q(seen_by_owner(now)) | Q(claimed_by__isnull=False, claimed_at__gt=now - SEEN_WITHIN)
    rows = Submission.objects.filter(may_be_calling, pk__in=linked, status__in=OPEN_STATUSES)
    return rows.exclude(claimed_by=actor).select_related("claimed_by").first()


def why_no_call(actor: AbstractBaseUser, now: dt.datetime) -> str:
    """Return, for staff, why `claim_next` found no one."""
    free = Submission.objects.filter(to_call=True, claimed_by=None)
    released = _to_call(now).filter(claimed_by=None, pk__in=_released_by(actor, now)).count()
    if released:
        return ngettext(
            "The only request left is one that you released. Open it in the queue to take it again.",
            "You released the {n} requests that are left. Open one in the queue to take it again.",
            released,
        ).format(n=released)
    if (left := free.count()) and not is_open(now, current_clinic()):
        return _("The clinic is closed now, so no one may be called.")
    if left:
        return ngettext(
            "No one may be called right now. {n} request is left; its page says why.",
            "No one may be called right now. {n} requests are left; their pages say why.",
            left,
        ).format(n=left)
    if own := Submission.objects.filter(to_call=True, claimed_by=actor, status=Status.CLAIMED).count():
        return ngettext(
            "You have {n} request that no one has called about yet. Find it with “Only mine”.",
            "You have {n} requests that no one has called about yet. Find them with “Only mine”.",
            own,
        ).format(n=own)
    if with_colleagues := Submission.objects.filter(to_call=True).exclude(claimed_by=actor).count():
        return ngettext(
            "No one is left to call: a colleague has the last open request.",
            "No one is left to call: colleagues have the other {n} open requests.",
            with_colleagues,
        ).format(n=with_colleagues)
    return _("There is no one left to call right now.")


def _to_call(now: dt.datetime) -> QuerySet[Submission]:
    rows = Submission.objects.filter(Q(next_call_at=None) | Q(next_call_at__lte=now), to_call=True)
    return rows.order_by("-read_first", "queue_at", "received_at")


def _released_by(actor: AbstractBaseUser, now: dt.datetime) -> QuerySet:
    """Return what `actor` had and released lately, without what `actor` released for a colleague."""
    same = {"submission": OuterRef("submission")}
    recent = StatusChange.objects.filter(actor=actor, changed_at__gt=now - _SKIP_RELEASED)
    undone = recent.filter(**same, cause=Cause.UNDONE, pk__gt=OuterRef("pk"))
    claimed = StatusChange.objects.filter(**same, actor=actor, cause=Cause.CLAIMED)
    given = AuditEvent.objects.filter(**same, kind=AuditKind.ASSIGNED, detail__to=actor.pk)
    mine = Exists(claimed) | Exists(given)
    return recent.filter(~Exists(undone), mine, cause=Cause.RELEASED).order_by().values("submission")


def _may_contact(submission: Submission, actor: AbstractBaseUser, now: dt.datetime) -> bool:
    """Return whether the person may be contacted now. It opens only the rules, and shows them to no one."""
    linked = linked_with(submission.pk)
    if planned_on_linked(submission, linked, now) is not None:
        return False
    if open_with_colleague(linked, actor, now) is not None:
        return False
    try:
        answers = current_answers(submission)
        card = effective_contact_rules(submission, SafetyCard.from_answers(answers))
    except (SealingError, KeyError, TypeError, ValueError):
        return False
    if was_wrong_number(submission, linked, card.channel):
        return False
    if not number_or_address(answers, by_email=card.channel == Channel.EMAIL):
        return False  # only the linked request, which asks for an email, has the address
    return set(broken_rules(card, card.channel, now)) <= overridden(submission, actor, now)
