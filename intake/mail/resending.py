"""Let staff have messages sent again, or sooner. Each message is recorded in the audit trail."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from intake.audit import trail
from intake.enums import AuditKind, OutboxState
from intake.mail.outbox import revive
from intake.models import OutboxMessage, Submission


@transaction.atomic
def send_now(messages: QuerySet[OutboxMessage], *, actor: AbstractBaseUser, now: dt.datetime) -> int:
    """Make unsent messages, waiting or failed, ready at once; record it, and return how many there are.

    Messages that a worker is sending are left alone.
    """
    later = Q(state=OutboxState.DEAD) | Q(state=OutboxState.WAITING, next_at__gt=now)
    return _resend(messages.filter(Q(lease_until=None) | Q(lease_until__lte=now), later), actor, now)


@transaction.atomic
def retry(messages: QuerySet[OutboxMessage], *, actor: AbstractBaseUser, now: dt.datetime) -> int:
    """Retry failed messages for another seven days; record it, and return how many there are."""
    return _resend(messages.filter(state=OutboxState.DEAD), actor, now)


def _resend(messages: QuerySet[OutboxMessage], actor: AbstractBaseUser, now: dt.datetime) -> int:
    few = messages.select_related(None).only("kind", "day", "account", "submission")
    chosen = list(few.order_by("pk").select_for_update())
    found = OutboxMessage.objects.filter(pk__in=[each.pk for each in chosen])
    revive(found, now)
    found.filter(next_at__gt=now).update(next_at=now)
    _record(chosen, actor, now)
    return len(chosen)


def _record(messages: list[OutboxMessage], actor: AbstractBaseUser, now: dt.datetime) -> None:
    """Record each message by its kind and by what it is about: a request, a day, or an account."""
    about = defaultdict(list)
    for each in messages:
        about[each.kind, each.day, each.account_id].append(each.submission_id)
    for (kind, day, account), ids in about.items():
        detail = {"mail": kind}
        if day is not None:
            detail["day"] = day.isoformat()
        if account is not None:
            detail["account"] = account
        submissions = [Submission(pk=pk) if pk else None for pk in ids]
        trail.record_each(AuditKind.RESENT, submissions, actor=actor, now=now, **detail)
