"""Keep what staff have typed about a request until they save it, so that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from intake.crypto.sealing import SealingError
from intake.models import StaffDraft, Submission
from intake.models.staff_draft import STAFF_DRAFT_LIFETIME
from intake.services.triage.sealed_text import open_fields, seal_fields

# The fields of the forms on the page of a request that contain or accompany something typed.
FIELDS = ("text", "result", "channel", "call_back_at", "reason", "ending", "outcome_text")
#: Those of them that take words.
TYPED = {"text", "reason", "outcome_text"}
_LONGEST = 8000  # characters per field: more than any form accepts, so that a refused text is kept too


def keep_draft(
    submission: Submission, typed: Mapping[str, str], *, account: AbstractBaseUser, now: dt.datetime
) -> bool:
    """Keep what `account` typed, replacing its earlier draft; return whether there is a draft now.

    Without any text there is nothing to lose, so an earlier draft is deleted.
    """
    fields = {name: typed[name][:_LONGEST] for name in FIELDS if typed.get(name)}
    if submission.purged_at is not None or not TYPED & fields.keys():
        discard_draft(submission, account=account)
        return False
    draft = StaffDraft(submission=submission, account=account)
    values = {"sealed": seal_fields(fields, draft.sealed_context), "changed_at": now}
    StaffDraft.objects.update_or_create(submission=submission, account=account, defaults=values)
    return True


def draft_of(submission: Submission, *, account: AbstractBaseUser, now: dt.datetime) -> dict[str, str]:
    """Return what `account` typed and did not save; empty if there is nothing, or it has expired."""
    draft = StaffDraft.objects.filter(
        submission=submission, account=account, changed_at__gt=now - STAFF_DRAFT_LIFETIME
    ).first()
    try:
        return open_fields(draft.sealed, draft.sealed_context) if draft else {}
    except SealingError:  # a draft must never keep the page from opening
        return {}


def discard_draft(submission: Submission, *, account: AbstractBaseUser) -> None:
    """Delete the draft of `account`, because it was saved or thrown away."""
    StaffDraft.objects.filter(submission=submission, account=account).delete()


def over(now: dt.datetime) -> QuerySet[StaffDraft]:
    """Return the drafts that have expired."""
    return StaffDraft.objects.filter(changed_at__lte=now - STAFF_DRAFT_LIFETIME)
