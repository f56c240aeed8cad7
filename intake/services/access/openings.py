"""Alert managers when one account opens many requests within minutes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from intake.audit import trail
from intake.enums import AuditKind
from intake.mail import outbox
from intake.models import AuditEvent


def watch_openings(reader: AbstractBaseUser, now: dt.datetime) -> None:
    """Queue one message to managers if `reader` has opened more requests than OPENINGS_ALERT allows.

    Each request counts once. The alert is recorded in the audit trail, which also limits it to
    one in each span: the public side, which may add to the outbox, cannot suppress it.
    """
    limit = settings.OPENINGS_ALERT
    since = now - limit.span
    if AuditEvent.objects.requests_opened(reader, since, now) <= limit.count:
        return
    with transaction.atomic():
        trail.wait_for_the_chain()  # two concurrent openings send one alert
        if AuditEvent.objects.filter(
            kind=AuditKind.ALERTED, at__gt=since, detail__account=reader.pk
        ).exists():
            return
        trail.record(AuditKind.ALERTED, actor=None, now=now, account=reader.pk)
        outbox.enqueue_openings(reader, now)
