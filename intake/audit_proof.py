"""Whether the audit trail is whole: every event, in its place, as it was written."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from intake import audit_triggers
from intake.audit_chain import FIRST
from intake.keys import audit_key
from intake.models import AuditEvent

_PAGE = 2000  # events in memory at a time


@dataclass(frozen=True)
class Proof:
    """What was found: events that hold, the last of them, and the first fault in words, if any."""

    count: int
    head: str
    fault: str = ""

    @property
    def noted_head(self) -> str:
        """The head as it is noted down, to be held against the trail later: number and hash."""
        return f"{self.count}:{self.head}"


def prove(told: Callable[[int], None] | None = None, noted: str = "") -> Proof:
    """Follow the chain from its first event and stop at the first that does not hold.

    `told` hears how many have been seen, once in a while. `noted` is a head that was noted
    earlier: it must still be in its place, which shows a trail that lost its end.
    """
    key, count, head = audit_key(), 0, FIRST
    number, _colon, noted_hash = noted.partition(":")
    for event in _events(told):
        fault = _fault(event, count + 1, head, key)
        if not fault and noted and str(event.pk) == number and event.hash != noted_hash:
            fault = _("is not the one whose hash was noted")
        if fault:
            return Proof(count, head, _("event %(number)s %(fault)s") % {"number": event.pk, "fault": fault})
        count, head = event.pk, event.hash
    if noted and count < int(number):
        fault = _("event %(number)s was noted and is gone; the trail ends with %(count)s")
        return Proof(count, head, fault % {"number": number, "count": count})
    if gone := audit_triggers.missing(connection):
        return Proof(count, head, _("the database lacks the triggers %s") % ", ".join(sorted(gone)))
    return Proof(count, head)


def _fault(event: AuditEvent | _Unreadable, expected: int, previous: str, key: bytes) -> str:
    if event.pk != expected:
        return _("follows a gap: event %s is missing") % expected
    if isinstance(event, _Unreadable):
        return _("cannot be read: its content was changed")
    if event.previous_hash != previous:
        return _("does not link to the one before")
    if not _fits(event, key):
        return _("does not fit its hash: its content was changed, or it was added by another hand")
    return ""


def _fits(event: AuditEvent, key: bytes) -> bool:
    try:
        return hmac.compare_digest(event.true_hash(key), event.hash)
    except (AttributeError, TypeError, ValueError):  # read, but not what is ever written
        return False


@dataclass(frozen=True)
class _Unreadable:
    pk: int


def _events(told: Callable[[int], None] | None) -> Iterator[AuditEvent | _Unreadable]:
    # Page by page instead of one long cursor: writers are not held up, and memory is bounded.
    trail = AuditEvent.objects.order_by("pk")
    seen, last = 0, None
    while numbers := list(_after(trail, last).values_list("pk", flat=True)[:_PAGE]):
        try:
            yield from list(trail.filter(pk__gte=numbers[0], pk__lte=numbers[-1]))
        except (ValueError, TypeError):  # a column that holds something else than its kind
            yield from (_one(number) for number in numbers)
        seen, last = seen + len(numbers), numbers[-1]
        if told:
            told(seen)


def _after(trail: QuerySet[AuditEvent], last: int | None) -> QuerySet[AuditEvent]:
    return trail if last is None else trail.filter(pk__gt=last)


def _one(number: int) -> AuditEvent | _Unreadable:
    try:
        return AuditEvent.objects.get(pk=number)
    except (ValueError, TypeError):
        return _Unreadable(number)
