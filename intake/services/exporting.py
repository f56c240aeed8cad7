"""Export requests: select them, record the export, and open the answers page by page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from intake.audit import trail
from intake.crypto.sealing import SealingError
from intake.enums import AuditKind, ExportFormat, ExportReason, Kind, Language, Status
from intake.models import ContactAttempt, PatientAction, Submission, SubmissionLink
from intake.models.answers import ChangedSinceArrival, current_answers
from intake.questions import wording_for
from intake.roles import has_right
from intake.rules.safety_card import SafetyCard
from intake.services.access.openings import watch_openings
from intake.services.access.reading import changes_on_record
from intake.services.calls.effective_contact_rules import effective_contact_rules, word_to_ask_for
from intake.services.requests.patient_actions import apply_pending

_WHOLE = {ExportReason.THEY_ASKED, ExportReason.LAW}  # exports for these reasons leave nothing out
UNASSIGNED = "none"  # a choice in addition to the ids of accounts
_PAGE = 500  # submissions in memory at a time
_RELATED = ("amendments", "claimed_by")
_RELATED_BY_COLUMN = {"history": "status_changes__actor", "notes": "notes__author"}


@dataclass(frozen=True)
class Selection:
    """Criteria for the submissions to export. An empty one does not restrict them.

    `people` are ids of accounts, and UNASSIGNED for requests that no one has.
    """

    statuses: tuple[Status, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    ids: tuple[uuid.UUID, ...] = ()
    kinds: tuple[Kind, ...] = ()
    languages: tuple[Language, ...] = ()
    people: tuple[str, ...] = ()

    def rows(self) -> QuerySet[Submission]:
        """Return the matching submissions, received from `since` (inclusive) to `until` (exclusive)."""
        wanted = {
            "status__in": self.statuses,
            "kind__in": self.kinds,
            "language__in": self.languages,
            "received_at__gte": self.since,
            "received_at__lt": self.until,
            "pk__in": self.ids,
        }
        rows = Submission.objects.filter(**{name: value for name, value in wanted.items() if value})
        if self.people:
            of_no_one = Q(claimed_by=None) if UNASSIGNED in self.people else Q()
            ids = [int(each) for each in self.people if each != UNASSIGNED]
            rows = rows.filter(Q(claimed_by__in=ids) | of_no_one)
        return rows.order_by("received_at", "pk")


@dataclass(frozen=True)
class Export:
    """An export as requested. `columns` are column ids; `opened` is whether they include sealed text."""

    selection: Selection
    format: ExportFormat
    reason: ExportReason
    columns: tuple[str, ...]
    opened: bool


@dataclass(frozen=True)
class ExportRow:
    """One submission with its current answers.

    `state` is `as_sent`, `changed` (by the patient), `altered` (changed after arrival by something
    other than this site, so without answers), `purged`, `unreadable`, or `closed` (not opened,
    because no column needs an answer). `rules` are the rules for contacting the person, including those of
    linked requests; None if there are none, or they can't be read. `asks_for_word` is whether the number or
    address was changed, so that the person there must be asked for the word of the request.
    """

    submission: Submission
    state: str
    answers: dict[str, Any] = field(default_factory=dict)
    rules: SafetyCard | None = None
    is_linked: bool = False
    asks_for_word: bool = False


def may_export(user: AbstractBaseUser) -> bool:
    """Return whether one of the user's roles may export; being a superuser is not enough."""
    return has_right(user, "export_submission")


def begin(export: Export, actor: AbstractBaseUser) -> list[uuid.UUID]:
    """Record what `actor` exports and why; return the ids of the submissions, oldest first.

    Raises PermissionError if `actor` may not export.
    """
    if not may_export(actor):
        raise PermissionError
    ids = list(export.selection.rows().values_list("pk", flat=True))
    trail.record(
        AuditKind.EXPORTED,
        actor=actor,
        now=timezone.now(),
        format=export.format,
        reason=export.reason,
        columns=list(export.columns),
        count=len(ids),
        **_codes(export.selection),
    )
    return ids


def _codes(selection: Selection) -> dict[str, Any]:
    detail = {
        "statuses": list(selection.statuses),
        "kinds": list(selection.kinds),
        "languages": list(selection.languages),
        "people": list(selection.people),
        "since": selection.since and selection.since.isoformat(),
        "until": selection.until and selection.until.isoformat(),
        "chosen": len(selection.ids),
    }
    return {name: value for name, value in detail.items() if value}


def rows(ids: Sequence[uuid.UUID], export: Export, actor: AbstractBaseUser) -> Iterator[ExportRow]:
    """Yield the submissions in the order of `ids`, as patients have changed them by now, in bounded memory.

    If answers are opened, each opening is recorded before it happens. After an interrupted
    download, the trail lists what left the site, to within one page.
    """
    # Pages by id instead of one long cursor: no query stays open while the client's network is slow.
    related = [
        *_RELATED,
        Prefetch("attempts", ContactAttempt.objects.not_undone().select_related("made_by")),
        *(_RELATED_BY_COLUMN[name] for name in export.columns if name in _RELATED_BY_COLUMN),
    ]
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        _apply_actions(page)
        found = Submission.objects.prefetch_related(*related).in_bulk(page)
        submissions = [found[pk] for pk in page]
        if export.opened:
            trail.record_each(
                AuditKind.EXPORTED,
                submissions,
                actor=actor,
                now=timezone.now(),
                format=export.format,
                reason=export.reason,
            )
            watch_openings(actor, timezone.now())
        linked = _linked(page) if export.opened else set()
        for submission in submissions:
            yield _row(submission, export, actor, is_linked=submission.pk in linked)


def _apply_actions(page: Sequence[uuid.UUID]) -> None:
    """Apply withdrawals and changes that the worker hasn't applied yet, as the page of a request does."""
    waiting = PatientAction.objects.filter(submission__in=page, applied_at=None).values("submission")
    for submission in Submission.objects.filter(pk__in=waiting):
        apply_pending(set(), timezone.now(), submission)


def _linked(page: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    links = SubmissionLink.objects.filter(Q(one__in=page) | Q(other__in=page), unlinked_at=None)
    return {each for pair in links.values_list("one", "other") for each in pair}


def _row(submission: Submission, export: Export, actor: AbstractBaseUser, *, is_linked: bool) -> ExportRow:
    if not export.opened:
        return ExportRow(submission, "closed")
    if submission.purged_at:
        return ExportRow(submission, "purged")
    try:
        with changes_on_record(actor):
            answers = current_answers(submission)
        wording_for(answers)
    except ChangedSinceArrival:
        return ExportRow(submission, "altered")
    except (SealingError, KeyError, ValueError):  # unreadable, or not the answers of a form
        return ExportRow(submission, "unreadable")
    state = "changed" if submission.amendments.all() else "as_sent"
    rules = _rules(submission, answers, actor, is_linked=is_linked)
    asks_for_word = rules is not None and bool(word_to_ask_for(submission, rules.channel))
    if asks_for_word and export.reason not in _WHOLE:  # the person there must say it first
        answers.pop("code_word", None)
    return ExportRow(submission, state, answers, rules, is_linked, asks_for_word)


def _rules(
    submission: Submission, answers: dict[str, Any], actor: AbstractBaseUser, *, is_linked: bool
) -> SafetyCard | None:
    try:
        own = SafetyCard.from_answers(answers)
        with changes_on_record(actor):
            return effective_contact_rules(submission, own) if is_linked else own
    except (SealingError, KeyError, TypeError, ValueError):  # of this request, or of one linked to it
        return None
