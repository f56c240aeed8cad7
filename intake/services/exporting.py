"""Taking requests out of the site: which ones, on whose record, and opened a page at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from intake import audit
from intake.enums import AuditKind, ExportFormat, ExportReason, Status
from intake.models import Submission
from intake.opening import current_answers
from intake.roles import has_right
from intake.sealing import SealingError
from intake.wording import wording_for

_PAGE = 500  # submissions in memory at a time
_TOLD_BESIDE = ("amendments", "attempts__made_by", "claimed_by")
_TOLD_BY_COLUMN = {"history": "status_changes__actor"}


@dataclass(frozen=True)
class Selection:
    """Which submissions: all that fit. An empty `statuses` or `ids` asks for nothing in particular."""

    statuses: tuple[Status, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    ids: tuple[uuid.UUID, ...] = ()

    def rows(self) -> QuerySet[Submission]:
        """Return the submissions that were received from `since` until before `until`."""
        wanted = Q()
        if self.statuses:
            wanted &= Q(status__in=self.statuses)
        if self.since:
            wanted &= Q(received_at__gte=self.since)
        if self.until:
            wanted &= Q(received_at__lt=self.until)
        if self.ids:
            wanted &= Q(pk__in=self.ids)
        return Submission.objects.filter(wanted).order_by("received_at", "pk")


@dataclass(frozen=True)
class Export:
    """What somebody asked for. `columns` are ids of columns, `opened` says that answers are among them."""

    selection: Selection
    format: ExportFormat
    reason: ExportReason
    columns: tuple[str, ...]
    opened: bool


@dataclass(frozen=True)
class Row:
    """One submission with the answers that count now.

    `state` is `as_sent`, `changed`, `purged`, `unreadable` or `closed`: not opened, because no
    column asked for an answer.
    """

    submission: Submission
    state: str
    answers: dict[str, Any] = field(default_factory=dict)


def may_export(user: AbstractBaseUser) -> bool:
    """Return whether a role of somebody may export; being a superuser is not enough."""
    return has_right(user, "export_submission")


def begin(export: Export, actor: AbstractBaseUser) -> list[uuid.UUID]:
    """Write down what `actor` takes out and why; return the ids of the submissions, oldest first.

    Raises PermissionError for somebody who may not.
    """
    if not may_export(actor):
        raise PermissionError
    ids = list(export.selection.rows().values_list("pk", flat=True))
    audit.record(
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
    told = {
        "statuses": list(selection.statuses),
        "since": selection.since and selection.since.isoformat(),
        "until": selection.until and selection.until.isoformat(),
        "chosen": len(selection.ids),
    }
    return {name: value for name, value in told.items() if value}


def rows(ids: Sequence[uuid.UUID], export: Export, actor: AbstractBaseUser) -> Iterator[Row]:
    """Yield submissions in the order of `ids`, whatever their number, in bounded memory.

    Where answers are opened, each opening is on record before it happens: a download that is
    cut short has told of what left the site, give or take a page.
    """
    # Pages by id instead of one long cursor: nothing is held open while somebody's network is slow.
    beside = [*_TOLD_BESIDE, *(_TOLD_BY_COLUMN[name] for name in export.columns if name in _TOLD_BY_COLUMN)]
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        found = Submission.objects.prefetch_related(*beside).in_bulk(page)
        submissions = [found[pk] for pk in page]
        if export.opened:
            audit.record_each(
                AuditKind.EXPORTED,
                submissions,
                actor=actor,
                now=timezone.now(),
                format=export.format,
                reason=export.reason,
            )
        for submission in submissions:
            yield _row(submission, opened=export.opened)


def _row(submission: Submission, *, opened: bool) -> Row:
    if not opened:
        return Row(submission, "closed")
    if submission.purged_at:
        return Row(submission, "purged")
    try:
        answers = current_answers(submission)
        wording_for(answers)
    except (SealingError, KeyError, ValueError):  # altered, or something else than answers
        return Row(submission, "unreadable")
    return Row(submission, "changed" if submission.amendments.all() else "as_sent", answers)
