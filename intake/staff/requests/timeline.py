"""The history of a request, in order: each entry with its time and author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from intake.crypto.audit_chain import to_the_millisecond
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, Cause, Channel, EnteredAs, NoteAbout, RevealReason, Rule
from intake.models import AuditEvent, ContactAttempt, Note, StatusChange, Submission, SubmissionLink
from intake.roles import has_right
from intake.rules.staff_times import staff_time
from intake.services.triage.colleagues import accounts
from intake.services.triage.sealed_text import open_fields
from intake.staff.display import CHANNELS, visible

_SAME_READING = dt.timedelta(minutes=30)
_MOST_READINGS = 200
_DELETION = (AuditKind.DELETION_ASKED, AuditKind.DELETION_REFUSED, AuditKind.DELETED)


@dataclass(frozen=True)
class TimelineEntry:
    """One entry. `who` is empty for the patient and for jobs; `kind` is its CSS class."""

    at: dt.datetime
    who: str
    what: str
    text: str = ""
    kind: str = ""


def timeline(submission: Submission, reader: AbstractBaseUser) -> list[TimelineEntry]:
    """Return the history, newest first, as far as `reader` may see it.

    Notes contain clinical information, so reading them requires the right to open answers. Others
    who work the queue see that there is a note, and the text of their own notes.
    """
    fetch_history(submission)
    parts = (
        _request_events(submission),
        _readings(submission),
        map(_recorded, _of_kind(submission, AuditKind.PRINTED, AuditKind.EXPORTED, *_DELETION)),
        map(_attempt, submission.attempts.all()),
        (_note(note, reader) for note in submission.notes.select_related("author")),
        _moves(submission),
        _links(submission),
    )
    in_order = sorted((entry for part in parts for entry in part), key=lambda entry: entry.at)
    return in_order[::-1]


def fetch_history(submission: Submission) -> None:
    """Prefetch amendments and attempts, which a page reads several times."""
    prefetch_related_objects(
        [submission],
        "amendments",
        Prefetch("attempts", ContactAttempt.objects.select_related("made_by", "undone")),
    )


def _request_events(submission: Submission) -> Iterator[TimelineEntry]:
    entered_as = EnteredAs(submission.entered_as).label
    yield TimelineEntry(
        submission.received_at, "", _("Received: {way}").format(way=entered_as), kind="patient"
    )
    for change in submission.amendments.all():
        changed = _("The patient changed their contact details")
        yield TimelineEntry(change.received_at, "", changed, kind="patient")
    if submission.asked_again_at:
        yield TimelineEntry(submission.asked_again_at, "", _("Sent the same request again"), kind="patient")
    if submission.purged_at:
        yield TimelineEntry(submission.purged_at, "", _("Answers destroyed"))


def _of_kind(submission: Submission, *kinds: AuditKind) -> QuerySet[AuditEvent]:
    return submission.audit_events.filter(kind__in=kinds).select_related("actor").order_by("pk")


def _recorded(event: AuditEvent) -> TimelineEntry:
    return TimelineEntry(event.at, _name(event.actor), str(event.get_kind_display()), kind="read")


def _readings(submission: Submission) -> Iterator[TimelineEntry]:
    """Yield one entry for each time someone had the request open, not one for each click."""
    events = _of_kind(submission, AuditKind.OPENED).values_list("at", "actor__username")
    last: dict[str | None, dt.datetime] = {}
    for at, name in reversed(events.reverse()[:_MOST_READINGS]):
        if at - last.get(name, at - _SAME_READING) >= _SAME_READING:
            yield TimelineEntry(at, name or "", _("Opened"), kind="read")
        last[name] = at


def _attempt(made: ContactAttempt) -> TimelineEntry:
    text = _("overrode: {rules}").format(rules=_rules(made.broke)) if made.broke else ""
    if made.call_back_at:
        text = _("call back {when}").format(when=staff_time(made.call_back_at, made.made_at)) + f" {text}"
    what = f"{made.result_label} ({CHANNELS[Channel(made.channel)]})"
    if hasattr(made, "undone"):
        what = _("{what}, undone").format(what=what)
    return TimelineEntry(made.made_at, _name(made.made_by), what, text.strip(), "attempt")


def _note(note: Note, reader: AbstractBaseUser) -> TimelineEntry:
    what = str(NoteAbout(note.about).label)
    if note.about == NoteAbout.REVEAL:
        what = f"{what}: {RevealReason(note.code).label}"
    elif note.about == NoteAbout.OVERRIDE:
        what = f"{what}: {_rules(note.code)}"
    text = _text(note) if _may_read(note, reader) else ""
    return TimelineEntry(note.written_at, _name(note.author), what, text, "note")


def _may_read(note: Note, reader: AbstractBaseUser) -> bool:
    own = note.author_id == reader.pk and has_right(reader, "view_submission")
    return own or has_right(reader, "open_answers")


def _text(note: Note) -> str:
    try:
        return visible(str(open_fields(note.sealed, note.sealed_context).get("text", "")))
    except (SealingError, ValueError):
        return _("This note can’t be opened.")


def _moves(submission: Submission) -> Iterator[TimelineEntry]:
    changes = list(submission.status_changes.select_related("actor"))
    to = _assignees(submission) if any(each.cause == Cause.ASSIGNED for each in changes) else {}
    for each in changes:
        yield _moved(each, to.get(to_the_millisecond(each.changed_at), ""))


def _assignees(submission: Submission) -> dict[dt.datetime, str]:
    """Return the names of those whom the request was assigned to, by the time of each assignment."""
    found = dict(_of_kind(submission, AuditKind.ASSIGNED).values_list("at", "detail__to"))
    names = {each.pk: _name(each) for each in accounts(found.values())}
    return {at: names[to] for at, to in found.items() if to in names}


def _moved(change: StatusChange, assignee: str) -> TimelineEntry:
    cause = Cause(change.cause)
    what = _("Assigned to {name}").format(name=assignee) if assignee else str(cause.label)
    if change.before != change.after:
        what = f"{what}: {change.get_before_display()} → {change.get_after_display()}"
    patient = cause in {Cause.WITHDRAWN, Cause.TAKEN_BACK}
    return TimelineEntry(
        change.changed_at, _name(change.actor), what, kind="patient" if patient else "status"
    )


def _links(submission: Submission) -> Iterator[TimelineEntry]:
    either = Q(one=submission) | Q(other=submission)
    people = ("one", "other", "linked_by", "unlinked_by")
    for link in SubmissionLink.objects.filter(either).select_related(*people):
        other = link.other if link.one_id == submission.pk else link.one
        names = {"reference": other.reference}
        yield TimelineEntry(link.linked_at, _name(link.linked_by), _("Linked to {reference}").format(**names))
        if link.unlinked_at:
            undone = _("Unlinked from {reference}").format(**names)
            yield TimelineEntry(link.unlinked_at, _name(link.unlinked_by), undone)


def _rules(codes: str) -> str:
    return ", ".join(str(Rule(code).label) for code in codes.split())


def _name(person: AbstractBaseUser | None) -> str:
    return person.get_username() if person else ""
