"""The audit trail: who read, changed or took out what, and when. Events are only ever added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.audit_chain import Link, hash_of
from intake.enums import AuditKind
from intake.models.submission import Submission

# Kinds by which a member of staff gets to see what a person wrote.
READING = (AuditKind.OPENED, AuditKind.REVEALED, AuditKind.PRINTED, AuditKind.EXPORTED)


class AuditEventQuerySet(models.QuerySet):
    """Questions that more than one place asks of the trail."""

    def readings(self) -> AuditEventQuerySet:
        """Return the events by which somebody got to see what a person wrote."""
        return self.filter(kind__in=READING)


class AuditEvent(models.Model):
    """One thing done by one member of staff, or by the machinery when `actor` is empty.

    `id` counts from 1 without gaps. `detail` holds plain codes: never a name, a word about
    health, or typed text. `hash` is the keyed hash of all else, `previous_hash` that of the
    event before; triggers in the database refuse UPDATE and DELETE.
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
    previous_hash = models.CharField(_("hash before"), max_length=64, editable=False)
    hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new event. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("an audit event is never changed")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError always."""
        raise TypeError("an audit event is never deleted")

    def true_hash(self, key: bytes) -> str:
        """Return the hash that this event should have."""
        link = Link(
            self.pk, self.at, self.actor_id, self.kind, self.submission_id, self.detail, self.previous_hash
        )
        return hash_of(link, key)
