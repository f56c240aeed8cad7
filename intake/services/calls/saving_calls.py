"""Save what staff report about a request, so that it can be undone for a moment.

How a call went and a note are saved together or not at all.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.undoing import undoable
from intake.services.triage.claiming import release
from intake.services.triage.closing import Ending, close
from intake.services.triage.notes import write_note_once
from intake.services.triage.staff_drafts import discard_draft
from intake.services.triage.transitions import Refused
from intake.validators import clean_text


@transaction.atomic
def save_call(
    submission: Submission,
    attempt: Attempt | None,
    note: str,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> None:
    """Record the attempt and write the note, whichever there is, and delete the draft.

    Raises Refused if there is neither, and what `record_attempt` and `write_note` raise; then nothing is
    saved.
    """
    if attempt is None and not clean_text(note):
        raise Refused(_("Choose how it went, or enter a note"))
    if attempt is not None:
        with undoable(submission, actor=actor, now=now) as result:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
    _save_note(submission, note, actor=actor, now=now)


def save_ending(
    submission: Submission,
    ending: Ending,
    *,
    attempt: Attempt | None = None,
    note: str = "",
    actor: AbstractBaseUser,
    now: dt.datetime,
    version: int | None = None,
) -> None:
    """Close a request, and save what else `actor` entered on its card: how a call went, and a note.

    Raises what `record_attempt`, `close` and `write_note` raise; then nothing is saved.
    """
    with undoable(submission, actor=actor, now=now) as result:
        if attempt is not None:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
            version = None
        close(submission, ending, actor=actor, now=now, version=version)
        _save_note(submission, note, actor=actor, now=now)


@transaction.atomic
def save_release(
    submission: Submission,
    attempt: Attempt | None,
    note: str,
    *,
    actor: AbstractBaseUser,
    now: dt.datetime,
    owner: int | None,
    version: int | None = None,
) -> None:
    """Release a request, and save what else `actor` entered on its card: how a call went, and a note.

    Raises what `release`, `record_attempt` and `write_note` raise; then nothing is saved.
    """
    if attempt is None:
        release(submission, actor=actor, now=now, owner=owner)
    else:
        with undoable(submission, actor=actor, now=now) as result:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
            release(submission, actor=actor, now=now, owner=owner)
    _save_note(submission, note, actor=actor, now=now)


def _save_note(submission: Submission, note: str, *, actor: AbstractBaseUser, now: dt.datetime) -> None:
    if clean_text(note):
        write_note_once(submission, note, author=actor, now=now)
    discard_draft(submission, account=actor)
