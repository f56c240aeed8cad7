"""Drafts of the consultation form: start, change, load by code, send and delete them.

An expired draft is treated as gone at once, whether or not it has been deleted yet.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from intake.crypto.draft_codes import DraftUnreadable, code_hash, new_code, open_draft, seal_draft
from intake.enums import Kind
from intake.models import Draft, Submission
from intake.models.draft import LIFETIME
from intake.services.requests.content import canonical
from intake.services.requests.receive import Flags, receive
from intake.spam.limits import RateCounter

Content = dict[str, Any]
#: Bytes that can be typed into one form: ten times what its answers take, enough for pages of a diary.
LONGEST = 128 * 1024

log = logging.getLogger(__name__)


class DraftGone(Exception):
    """There is no draft for this code: it never existed, or was sent, deleted, or expired."""


class DraftTooLong(Exception):
    """A draft would contain more than LONGEST bytes, so it wasn't changed."""


def start(now: dt.datetime) -> str:
    """Create an empty draft and return its code, which is not stored."""
    code = new_code()
    Draft.objects.create(code_hash=code_hash(code), sealed=seal_draft(canonical({}), code), changed_at=now)
    return code


def load(code: str, now: dt.datetime) -> Content:
    """Return what was typed so far. Raises DraftGone.

    Every wrong code takes the same time: a malformed one is looked up like any other.
    """
    return _open(_find(code, now, Draft.objects.all()), code)


def until(code: str, now: dt.datetime) -> dt.datetime:
    """Return when a draft expires if it is not changed again. Raises DraftGone."""
    return _find(code, now, Draft.objects.all()).changed_at + LIFETIME


def change(code: str, edit: Callable[[Content], Content], now: dt.datetime) -> Content:
    """Replace a draft's content with the result of `edit`, and return it. Raises DraftGone, DraftTooLong.

    Concurrent changes are serialized, so that neither is lost.
    """
    with transaction.atomic():
        draft = _find(code, now, Draft.objects.select_for_update())
        content = edit(_open(draft, code))
        if len(packed := canonical(content)) > LONGEST:
            raise DraftTooLong
        draft.sealed, draft.changed_at = seal_draft(packed, code), now
        draft.save(update_fields=["sealed", "changed_at"])
    return content


def discard(hashed: str) -> None:
    """Delete the draft with this hash of its code, if it exists."""
    Draft.objects.filter(code_hash=hashed).delete()


def send(
    answers: Mapping[str, Any],
    flags: Flags,
    *,
    hashed: str,
    secret_hash: str,
    counters: Sequence[RateCounter] = (),
) -> Submission:
    """Store a consultation request, count it, and delete its draft, in one transaction.

    The answers come from the check page, so a double click, another tab or a draft that is
    already gone lead to the same request. Raises DatabaseError.
    """
    with transaction.atomic():
        submission = receive(Kind.CONSULTATION, answers, flags, secret_hash=secret_hash, counters=counters)
        discard(hashed)
    return submission


def sweep(now: dt.datetime) -> int:
    """Delete the expired drafts; return how many."""
    rows = expired(now)
    return rows.delete()[0] if rows.exists() else 0  # checking takes no lock; deleting does


def expired(now: dt.datetime) -> QuerySet[Draft]:
    """Return the expired drafts."""
    return Draft.objects.filter(changed_at__lte=now - LIFETIME)


def _find(code: str, now: dt.datetime, drafts: QuerySet[Draft]) -> Draft:
    draft = drafts.filter(code_hash=code_hash(code)).first()
    if draft is None or draft.is_expired(now):
        raise DraftGone
    return draft


def _open(draft: Draft, code: str) -> Content:
    try:
        return json.loads(open_draft(bytes(draft.sealed), code))
    except DraftUnreadable:
        log.error("cannot open draft")
        raise DraftGone from None
