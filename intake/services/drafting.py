"""Drafts of the consultation form: started, kept, opened with their code, sent, and deleted.

A draft whose time is over counts as gone at once, whether or not it is deleted yet.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from intake.draft_codes import DraftUnreadable, code_hash, new_code, open_draft, seal_draft
from intake.enums import Kind
from intake.models import Draft, Submission
from intake.models.draft import LIFETIME
from intake.services.receive import Marks, canonical, receive

Content = dict[str, Any]

log = logging.getLogger(__name__)


class DraftGone(Exception):
    """There is no draft for this code: none ever, or it was sent, deleted, or its time is over."""


def start(now: dt.datetime) -> str:
    """Make an empty draft and return its code, which is kept nowhere here."""
    code = new_code()
    Draft.objects.create(code_hash=code_hash(code), sealed=seal_draft(canonical({}), code), changed_at=now)
    return code


def load(code: str, now: dt.datetime) -> Content:
    """Return what was typed so far. Raises DraftGone.

    Every wrong code takes the same time: one that cannot be a code is looked up like any other.
    """
    return _open(_find(code, now, Draft.objects.all()), code)


def until(code: str, now: dt.datetime) -> dt.datetime:
    """Return when a draft will be deleted if nothing more is typed. Raises DraftGone."""
    return _find(code, now, Draft.objects.all()).changed_at + LIFETIME


def change(code: str, edit: Callable[[Content], Content], now: dt.datetime) -> Content:
    """Keep what `edit` makes of a draft's content, and return it. Raises DraftGone.

    Two changes at once follow each other, so that neither is lost.
    """
    with transaction.atomic():
        draft = _find(code, now, Draft.objects.select_for_update())
        content = edit(_open(draft, code))
        draft.sealed, draft.changed_at = seal_draft(canonical(content), code), now
        draft.save(update_fields=["sealed", "changed_at"])
    return content


def discard(hashed: str) -> None:
    """Delete the draft of a code by the code's hash, if it is there."""
    Draft.objects.filter(code_hash=hashed).delete()


def send(answers: Mapping[str, Any], marks: Marks, *, hashed: str) -> Submission:
    """Store a consultation request and delete the draft it was filled in on, both or neither.

    The answers are those of the page that was checked, so a second click, another tab or a
    draft that is gone by now lead to the same request. Raises DatabaseError.
    """
    with transaction.atomic():
        submission = receive(Kind.CONSULTATION, answers, marks)
        discard(hashed)
    return submission


def sweep(now: dt.datetime) -> int:
    """Delete drafts whose time is over; return how many."""
    rows = over(now)
    return rows.delete()[0] if rows.exists() else 0  # to look takes no lock, to delete does


def over(now: dt.datetime) -> QuerySet[Draft]:
    """Return the drafts whose time is over."""
    return Draft.objects.filter(changed_at__lte=now - LIFETIME)


def _find(code: str, now: dt.datetime, drafts: QuerySet[Draft]) -> Draft:
    draft = drafts.filter(code_hash=code_hash(code)).first()
    if draft is None or draft.has_run_out(now):
        raise DraftGone
    return draft


def _open(draft: Draft, code: str) -> Content:
    try:
        return json.loads(open_draft(bytes(draft.sealed), code))
    except DraftUnreadable:
        log.error("draft cannot be opened")
        raise DraftGone from None
