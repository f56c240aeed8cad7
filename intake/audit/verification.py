"""Verification that the audit trail is complete, in order, and unchanged."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from intake.crypto.audit_chain import FIRST
from intake.crypto.keys import audit_keys
from intake.crypto.sealing import secret_id
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.triggers import audit_triggers

_PAGE = 2000  # events in memory at once


@dataclass(frozen=True)
class Verification:
    """The result: how many events are valid, the hash of the last one, and a message on the first error."""

    count: int
    head: str
    error: str = ""

    @property
    def noted_head(self) -> str:
        """The head as `number:hash`, to be noted and compared with the trail later."""
        return f"{self.count}:{self.head}"


def verify(
    progress: Callable[[int], None] | None = None, noted: Mapping[int, str] | None = None
) -> Verification:
    """Check the chain from its first event on, stopping at the first invalid one.

    `progress` is called with the number of each valid event. `noted` contains heads that were noted
    earlier, as hashes by event number. Each must still be in the trail, which detects one that was
    truncated, or rewritten by someone who has the key. Raises SealingError in a process without the key.
    """
    keys, count, head, noted = audit_keys(), 0, FIRST, noted or {}
    events, is_last_try = _after(0, _PAGE), False
    while True:
        try:
            event = next(events, None)
        except (ValueError, TypeError):  # a column contains a value of another type
            if not is_last_try:  # it may be in any event of the page
                events, is_last_try = _after(count, 1), True
                continue
            return Verification(
                count, head, _("event %s cannot be read: its content was changed") % (count + 1)
            )
        if event is None:
            break
        if error := _error(event, count + 1, head, keys, noted):
            return Verification(
                count, head, _("event %(number)s %(error)s") % {"number": event.pk, "error": error}
            )
        count, head, keys = event.pk, event.hash, _still_accepted(event, keys)
        if progress:
            progress(count)
    if (last := max(noted, default=0)) > count:
        message = _("event %(number)s was noted and is gone; the trail ends with %(count)s")
        return Verification(count, head, message % {"number": last, "count": count})
    if gone := audit_triggers.missing(connection):
        return Verification(count, head, _("the database lacks the triggers %s") % ", ".join(sorted(gone)))
    return Verification(count, head)


def _after(number: int, at_once: int) -> Iterator[AuditEvent]:
    return AuditEvent.objects.filter(pk__gt=number).order_by("pk").iterator(chunk_size=at_once)


def _error(
    event: AuditEvent, expected: int, previous: str, keys: Sequence[bytes], noted: Mapping[int, str]
) -> str:
    if event.pk != expected:
        return _("follows a gap: event %s is missing") % expected
    if event.previous_hash != previous:
        return _("does not link to the previous one")
    if not any(_fits(event, key) for key in keys):
        return _("does not match its hash: it was changed, or added by something other than this site")
    if not hmac.compare_digest(noted.get(event.pk, event.hash), event.hash):
        return _("does not match the hash that was noted")
    return ""


def _still_accepted(event: AuditEvent, keys: Sequence[bytes]) -> Sequence[bytes]:
    # A leaked old key must not be able to add events: after the event that records a key change,
    # only that key and newer ones are accepted. Before it, both may alternate, because processes
    # that haven't been restarted keep using the old key.
    if event.kind == AuditKind.KEYS:
        ids = [secret_id(key) for key in keys]
        if (now := event.detail.get("audit_key")) in ids:
            return keys[: ids.index(now) + 1]
    return keys


def _fits(event: AuditEvent, key: bytes) -> bool:
    try:
        return hmac.compare_digest(event.true_hash(key), event.hash)
    except (AttributeError, TypeError, ValueError):  # readable, but never written by this site
        return False
