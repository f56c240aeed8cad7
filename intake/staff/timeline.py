"""Everything that happened to one request, in order: each entry with its time and its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from intake.enums import AuditKind, Cause, Entry, NoteAbout, RevealReason, Rule
from intake.models import AuditEvent, ContactAttempt, Note, StatusChange, Submission, SubmissionLink
from intake.sealing import SealingError
from intake.services.sealing_words import open_words
from intake.staff.clock_words import when
from intake.staff.display import visible

_SAME_READING = dt.timedelta(minutes=30)
_MOST_READINGS = 200


@dataclass(frozen=True)
class Happened:
    """One entry. `who` is empty for the patient and for the clock; `kind` is for the eye."""

    at: dt.datetime
    who: str
    what: str
    text: str = ""
    kind: str = ""


def timeline(submission: Submission, *, opened: bool = True) -> list[Happened]:
    """Return what happened, newest first. The words of notes are told only when `opened`."""
    fetch_history(submission)
    parts = (
        _received(submission),
        (_amended(row.received_at) for row in submission.amendments.all()),
        _readings(_of_kind(submission, AuditKind.OPENED)[:_MOST_READINGS]),
        map(_taken_out, _of_kind(submission, AuditKind.PRINTED, AuditKind.EXPORTED)),
        map(_attempt, submission.attempts.all()),
        (_note(note, opened=opened) for note in submission.notes.select_related("author")),
        map(_moved, submission.status_changes.select_related("actor")),
        _links(submission),
    )
    in_order = sorted((entry for part in parts for entry in part), key=lambda entry: entry.at)
    return in_order[::-1]


def fetch_history(submission: Submission) -> None:
    """Read amendments and attempts once, however often a page asks for them."""
    prefetch_related_objects(
        [submission], "amendments", Prefetch("attempts", ContactAttempt.objects.select_related("made_by"))
    )


def _received(submission: Submission) -> Iterator[Happened]:
    way = Entry(submission.entered_as).label
    yield Happened(submission.received_at, "", _("Received: {way}").format(way=way), kind="patient")
    if submission.asked_again_at:
        yield Happened(submission.asked_again_at, "", _("Sent the same request again"), kind="patient")
    if submission.purged_at:
        yield Happened(submission.purged_at, "", _("Answers destroyed"))


def _amended(at: dt.datetime) -> Happened:
    return Happened(at, "", _("The patient changed how to be reached"), kind="patient")


def _of_kind(submission: Submission, *kinds: AuditKind) -> QuerySet[AuditEvent]:
    return submission.audit_events.filter(kind__in=kinds).select_related("actor").order_by("pk")


def _taken_out(event: AuditEvent) -> Happened:
    return Happened(event.at, _name(event.actor), str(event.get_kind_display()), kind="read")


def _readings(events: Iterable[AuditEvent]) -> Iterator[Happened]:
    """One entry for somebody who had it open for a while, not one for each click."""
    last: dict[int, dt.datetime] = {}
    for event in events:
        if event.at - last.get(event.actor_id, event.at - _SAME_READING) >= _SAME_READING:
            yield Happened(event.at, _name(event.actor), _("Opened"), kind="read")
        last[event.actor_id] = event.at


def _attempt(made: ContactAttempt) -> Happened:
    text = _("against: {rules}").format(rules=_rules(made.broke)) if made.broke else ""
    if made.call_back_at:
        text = _("call back {when}").format(when=when(made.call_back_at, made.made_at)) + f" {text}"
    what = f"{made.get_result_display()} ({_way(made)})"
    return Happened(made.made_at, _name(made.made_by), what, text.strip(), "attempt")


def _way(made: ContactAttempt) -> str:
    return {"phone": _("call"), "text": _("text"), "email": _("e-mail")}[made.channel]


def _note(note: Note, *, opened: bool) -> Happened:
    what = str(NoteAbout(note.about).label)
    if note.about == NoteAbout.REVEAL:
        what = f"{what}: {RevealReason(note.code).label}"
    elif note.about == NoteAbout.OVERRIDE:
        what = f"{what}: {_rules(note.code)}"
    return Happened(note.written_at, _name(note.author), what, _words(note) if opened else "", "note")


def _words(note: Note) -> str:
    try:
        return visible(str(open_words(note.sealed, note.sealed_place).get("text", "")))
    except (SealingError, ValueError):
        return _("This note cannot be opened.")


def _moved(change: StatusChange) -> Happened:
    cause = Cause(change.cause)
    what = str(cause.label)
    if change.before != change.after:
        what = f"{what}: {change.get_before_display()} → {change.get_after_display()}"
    patient = cause in {Cause.WITHDRAWN, Cause.TAKEN_BACK}
    return Happened(change.changed_at, _name(change.actor), what, kind="patient" if patient else "status")


def _links(submission: Submission) -> Iterator[Happened]:
    either = Q(one=submission) | Q(other=submission)
    people = ("one", "other", "linked_by", "unlinked_by")
    for link in SubmissionLink.objects.filter(either).select_related(*people):
        other = link.other if link.one_id == submission.pk else link.one
        told = {"reference": other.reference}
        yield Happened(link.linked_at, _name(link.linked_by), _("Linked with {reference}").format(**told))
        if link.unlinked_at:
            undone = _("No longer linked with {reference}").format(**told)
            yield Happened(link.unlinked_at, _name(link.unlinked_by), undone)


def _rules(codes: str) -> str:
    return ", ".join(str(Rule(code).label) for code in codes.split())


def _name(person: AbstractBaseUser | None) -> str:
    return person.get_username() if person else ""
