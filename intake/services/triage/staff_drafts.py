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

Forms = dict[str, dict[str, str]]  # what was typed into each field of each form

#: The form of the call: result, note, outcome, and the buttons that send them along.
CALL = "call"
# The fields of each form on the page of a request that contain something typed or chosen.
_FIELDS = {
    CALL: ("result", "channel", "call_back_at", "reason", "text", "ending", "outcome_text", "changes_seen"),
    "appointment": ("at",),
    "ask-to-delete": ("reason",),
    "hold": ("text",),
    "override": ("reason",),
    "read-first": ("text",),
    "reveal": ("reason", "text"),
}
_CHOSEN_ALREADY = {"channel", "changes_seen"}  # the card sets these, so alone they are nothing to lose


def form_of(word: str) -> str:
    """Return the form that sends an action: one with its own fields, or the form of the call."""
    return word if word in _FIELDS else CALL


def keep_draft(
    submission: Submission,
    typed: Mapping[str, str],
    *,
    account: AbstractBaseUser,
    now: dt.datetime,
    form: str = CALL,
) -> None:
    """Keep what `account` typed into a form, replacing its earlier draft of this form.

    A text that is too long to save is kept whole; only the size of a request's body is limited. If the
    fields were emptied, an earlier draft is deleted. A button that sends none of the fields, such as
    "Claim" in the queue, leaves the draft as it is.
    """
    if not any(name in typed for name in _FIELDS[form]):
        return
    fields = {name: typed[name] for name in _FIELDS[form] if typed.get(name)}
    if submission.purged_at is not None or not fields.keys() - _CHOSEN_ALREADY:
        discard_draft(submission, account=account, form=form)
        return
    forms = draft_of(submission, account=account, now=now) | {form: fields}
    values = {"sealed": _sealed(submission, account, forms), "changed_at": now}
    StaffDraft.objects.update_or_create(submission=submission, account=account, defaults=values)


def draft_of(submission: Submission, *, account: AbstractBaseUser, now: dt.datetime) -> Forms:
    """Return what `account` typed and did not save, by form; empty if there is nothing, or it has expired."""
    drafts = StaffDraft.objects.filter(submission=submission, account=account)
    return _opened(drafts.filter(changed_at__gt=now - STAFF_DRAFT_LIFETIME).first())


def discard_draft(submission: Submission, *, account: AbstractBaseUser, form: str = CALL) -> None:
    """Delete the draft of a form, because `account` saved it or threw it away."""
    drafts = StaffDraft.objects.filter(submission=submission, account=account)
    forms = _opened(drafts.first())
    forms.pop(form, None)
    if forms:
        drafts.update(sealed=_sealed(submission, account, forms))
    else:
        drafts.delete()


def expired(now: dt.datetime) -> QuerySet[StaffDraft]:
    """Return the drafts that have expired."""
    return StaffDraft.objects.filter(changed_at__lte=now - STAFF_DRAFT_LIFETIME)


def _sealed(submission: Submission, account: AbstractBaseUser, forms: Forms) -> str:
    """Seal all forms. Fields of the call keep their bare names, as in drafts of earlier releases."""
    fields = {
        name if form == CALL else f"{form}.{name}": value
        for form, values in forms.items()
        for name, value in values.items()
    }
    return seal_fields(fields, StaffDraft(submission=submission, account=account).sealed_context)


def _opened(draft: StaffDraft | None) -> Forms:
    forms: Forms = {}
    try:
        fields = open_fields(draft.sealed, draft.sealed_context) if draft else {}
    except SealingError:  # a draft must never keep the page from opening
        return {}
    for name, value in fields.items():
        form, dot, field = name.rpartition(".")
        forms.setdefault(form if dot else CALL, {})[field] = value
    return forms
