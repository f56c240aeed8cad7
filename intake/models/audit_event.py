"""The audit trail: who read, changed, or exported what, and when. It is append-only."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.crypto.audit_chain import hash_of
from intake.crypto.keys import audit_keys
from intake.enums import AuditKind
from intake.models.append_only import AppendOnly
from intake.models.submission import Submission

# Kinds of events in which a staff member sees what a patient wrote.
READING = (AuditKind.OPENED, AuditKind.REVEALED, AuditKind.PRINTED, AuditKind.EXPORTED)


class AuditEventQuerySet(models.QuerySet):
    """Queries on the trail that are used in more than one module."""

    def readings(self) -> AuditEventQuerySet:
        """Return the events in which someone saw what a patient wrote."""
        return self.filter(kind__in=READING)

    def requests_opened(self, actor: AbstractBaseUser, since: dt.datetime, until: dt.datetime) -> int:
        """Return how many different requests `actor` saw after `since`, up to and including `until`."""
        read = self.readings().filter(actor=actor, at__gt=since, at__lte=until, submission__isnull=False)
        return read.order_by().values("submission").distinct().count()


class AuditEvent(AppendOnly):
    """One action of a staff member, or of the system if `actor` is None.

    `id` counts from 1 without gaps. `detail` contains only codes, never names, health information, or
    typed text. `hash` is a keyed hash of all other columns; `previous_hash` is the hash of the
    previous event. Database triggers reject UPDATE and DELETE.
    """

    id = models.BigIntegerField(_("number"), primary_key=True, editable=False)
    at = models.DateTimeField(_("time"), db_index=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("who"),
    )
    kind = models.CharField(_("what"), max_length=20, choices=AuditKind, editable=False)
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="audit_events",
        verbose_name=_("request"),
    )
    detail = models.JSONField(_("detail"), default=dict, editable=False)
    previous_hash = models.CharField(_("previous hash"), max_length=64, editable=False)
    hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_kind_display()}"

    def true_hash(self, key: bytes | None = None) -> str:
        """Return the hash of this event under `key`, by default the current key.

        Raises SealingError in a process without a key.
        """
        return hash_of(
            key or audit_keys()[0],
            number=self.pk,
            at=self.at,
            actor=self.actor_id,
            kind=self.kind,
            submission=self.submission_id,
            detail=self.detail,
            previous=self.previous_hash,
        )
