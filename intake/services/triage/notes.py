"""Staff notes: sealed and never edited; a correction is a new note."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, NoteAbout, OutboxKind, RevealReason
from intake.mail import outbox
from intake.models import Note, Submission
from intake.roles import has_right
from intake.services.triage.mentions import mentions_in
from intake.services.triage.sealed_text import open_fields, seal_fields
from intake.services.triage.transitions import Refused, locked_for_update
from intake.validators import clean_text

LIMIT = 2000
_TWICE = dt.timedelta(minutes=1)  # the same note again within this time is the same click


@transaction.atomic
def write_note(
    submission: Submission,
    text: str,
    *,
    author: AbstractBaseUser,
    now: dt.datetime,
    about: NoteAbout = NoteAbout.NOTE,
    code: str = "",
) -> Note:
    """Store a note; colleagues mentioned in it get an email.

    Raises Refused if it is empty or too long, or if the answers were destroyed, since nothing would destroy
    the note then.
    """
    text = clean_text(text)
    if Submission.objects.filter(pk=submission.pk).exclude(purged_at=None).exists():
        raise Refused(_("Its answers were destroyed, so no note can be added."))
    if not text and not code:
        raise Refused(_("Enter a note"))
    if len(text) > LIMIT:
        raise Refused(_("A note must be 2,000 characters or less"))
    note = Note(submission=submission, written_at=now, author=author, about=about, code=code)
    note.sealed = seal_fields({"text": text}, note.sealed_context) if text else ""
    note.save(force_insert=True)
    notified = mentions_in(text, author=author).notified if about == NoteAbout.NOTE else []
    detail = {"about": about.value} | ({"mentioned": [each.pk for each in notified]} if notified else {})
    trail.record(AuditKind.NOTE, actor=author, submission=submission, now=now, **detail)
    for colleague in notified:
        outbox.requeue(OutboxKind.MENTIONED, submission, now, account=colleague)
    return note


@transaction.atomic
def write_note_once(
    submission: Submission,
    text: str,
    *,
    author: AbstractBaseUser,
    now: dt.datetime,
    about: NoteAbout = NoteAbout.NOTE,
) -> None:
    """Store a note, unless `author` has just stored the same one, as by a double click.

    Raises what `write_note` raises.
    """
    # The second click waits for the first. Rows that refer to the request don't (see lock_with_linked).
    Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    for note in submission.notes.filter(author=author, about=about, written_at__gt=now - _TWICE):
        if _text_of(note) == clean_text(text):
            return
    write_note(submission, text, author=author, now=now, about=about)


def _text_of(note: Note) -> str | None:
    try:
        return open_fields(note.sealed, note.sealed_context).get("text")
    except SealingError:  # a note that can't be opened must not keep another from being saved
        return None


@transaction.atomic
def record_reveal(
    submission: Submission, reason: str, text: str, *, reader: AbstractBaseUser, now: dt.datetime
) -> Note:
    """Record why `reader` reveals masked answers. Raises Refused without a reason."""
    if reason not in RevealReason.values:
        raise Refused(_("Choose why you need to see it"))
    if reason == RevealReason.OTHER and not clean_text(text):
        raise Refused(_("Enter why you need to see it"))
    trail.record(AuditKind.REVEALED, actor=reader, submission=submission, now=now, reason=reason)
    return write_note(submission, text, author=reader, now=now, about=NoteAbout.REVEAL, code=reason)


def resolve_read_first(
    submission: Submission, text: str, *, actor: AbstractBaseUser, now: dt.datetime
) -> None:
    """Unpin a "read first" request, with a note of what was done.

    Raises Refused without a note, or if `actor` may not read what the person wrote.
    """
    if not has_right(actor, "open_answers"):
        raise Refused(_("Ask a clinician to read this first. You can’t see what the person wrote."))
    if not clean_text(text):
        raise Refused(_("Enter what you did, so the next person knows"))
    with locked_for_update(submission) as row:
        row.read_first = False
        write_note_once(row, text, author=actor, now=now, about=NoteAbout.READ_FIRST)
