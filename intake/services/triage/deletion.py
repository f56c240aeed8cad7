"""Delete the answers of a request before their time: one person asks, another one confirms."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.enums import AuditKind, DeletionReason
from intake.models import Deletion, Submission
from intake.roles import has_right
from intake.services.jobs.retention import checkpoint_wal, destroy
from intake.services.triage.transitions import Refused, locked_for_update, refuse_if


def ask_to_delete(submission: Submission, reason: str, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Ask a second person to delete the answers. Raises Refused without a reason, or if they must stay."""
    if reason not in DeletionReason.values:
        raise Refused(_("Choose a reason."))
    with locked_for_update(submission) as row:
        refuse_if(why_not_delete(row))
        if Deletion.objects.filter(submission=row).exists():
            raise Refused(_("A colleague has already asked for it."))
        trail.record(AuditKind.DELETION_ASKED, actor=actor, submission=row, now=now, reason=reason)
        Deletion.objects.create(submission=row, asked_by=actor, asked_at=now, reason=reason)


def confirm_deletion(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Destroy the answers at once. Raises Refused for the person who asked, and without the right."""
    with locked_for_update(submission) as row:
        asked = _asked(row, actor)
        if asked.asked_by_id == actor.pk:
            raise Refused(_("Someone else must confirm what you asked for."))
        refuse_if(why_not_delete(row))
        detail = {"reason": asked.reason, "asked_by": asked.asked_by_id}
        asked.delete()
        destroy(row, now)
        trail.record(AuditKind.DELETED, actor=actor, submission=row, now=now, **detail)
        transaction.on_commit(checkpoint_wal)  # otherwise the old content stays in a file for up to an hour


def refuse_deletion(submission: Submission, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Keep the answers. The person who asked may do so as well. Raises Refused."""
    with locked_for_update(submission) as row:
        asked = Deletion.objects.filter(submission=row).first()
        if asked is None or asked.asked_by_id != actor.pk:
            asked = _asked(row, actor)
        asked.delete()
        trail.record(AuditKind.DELETION_REFUSED, actor=actor, submission=row, now=now)


def drop_deletion(row: Submission, *, actor: AbstractBaseUser | None, now: dt.datetime) -> None:
    """Cancel the deletion that someone asked for, because the locked row is open again."""
    if Deletion.objects.filter(submission=row).delete()[0]:
        trail.record(AuditKind.DELETION_REFUSED, actor=actor, submission=row, now=now)


def why_not_delete(submission: Submission) -> str:
    """Return why the answers cannot be deleted, or ""."""
    if submission.purged_at is not None:
        return _("Its answers were destroyed.")
    if submission.legal_hold:
        return _("A legal hold keeps it.")
    return _("Close the request first.") if submission.is_open else ""


def waiting_deletions(reader: AbstractBaseUser) -> QuerySet[Deletion]:
    """Return the deletions that `reader` may confirm, the oldest first."""
    if not has_right(reader, "erase_submission"):
        return Deletion.objects.none()
    # Not with a join, for which SQLite's planner would begin with every request while no deletion waits.
    return Deletion.objects.exclude(asked_by=reader).prefetch_related("submission").order_by("asked_at")


def _asked(row: Submission, actor: AbstractBaseUser) -> Deletion:
    asked = Deletion.objects.filter(submission=row).first()
    if asked is None:
        raise Refused(_("No one has asked to delete it."))
    if not has_right(actor, "erase_submission"):
        raise Refused(_("Ask a manager to confirm it."))
    return asked
