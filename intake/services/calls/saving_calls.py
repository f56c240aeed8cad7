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
    """Record the attempt, if there was one, and write the note, if there is one; delete the draft.

    Raises Refused if there is neither, and everything that `record_attempt` and `write_note` raise;
    then nothing at all is saved.
    """
    if attempt is not None:
        with undoable(submission, actor=actor, now=now) as result:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
    if clean_text(note):
        write_note_once(submission, note, author=actor, now=now)
    elif attempt is None:
        raise Refused(_("Choose how it went, or enter a note"))
    discard_draft(submission, account=actor)


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
    """Close a request, with what else `actor` entered on its card: how a call went, and a note.

    Raises what `record_attempt`, `close` and `write_note` raise; then nothing is saved.
    """
    with undoable(submission, actor=actor, now=now) as result:
        if attempt is not None:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
            version = None
        close(submission, ending, actor=actor, now=now, version=version)
        if clean_text(note):
            write_note_once(submission, note, author=actor, now=now)
        discard_draft(submission, account=actor)


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
    """Release a request, with what else `actor` entered on its card: how a call went, and a note.

    Raises what `release`, `record_attempt` and `write_note` raise; then nothing is saved.
    """
    if attempt is None:
        release(submission, actor=actor, now=now, owner=owner)
    else:
        with undoable(submission, actor=actor, now=now) as result:
            result.attempt = record_attempt(submission, attempt, actor=actor, now=now, version=version)
            release(submission, actor=actor, now=now, owner=owner)
    if clean_text(note):
        write_note_once(submission, note, author=actor, now=now)
    discard_draft(submission, account=actor)
