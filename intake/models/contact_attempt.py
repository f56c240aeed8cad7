"""Attempts to reach a person: who, when, through which channel, and with what result."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.enums import AttemptResult, Channel
from intake.models.append_only import AppendOnly
from intake.models.submission import Submission


class ContactAttemptQuerySet(models.QuerySet):
    """Queries on attempts that are used in more than one module."""

    def not_undone(self) -> ContactAttemptQuerySet:
        """Return the attempts without those that were undone."""
        return self.filter(undone=None)


class ContactAttempt(AppendOnly):
    """One attempt to reach a person.

    `sealed` contains the number or address that was used, and the reason if a rule was broken. `broke`
    contains codes of Rule, separated by spaces.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attempts")
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    result = models.CharField(_("result"), max_length=20, choices=AttemptResult)
    call_back_at = models.DateTimeField(_("call back at"), null=True)
    broke = models.CharField(max_length=40, blank=True, default="")
    sealed = models.TextField()

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.get_result_display()}"

    @property
    def result_label(self) -> str:
        """The result in words; only a call can leave a voicemail."""
        sent = self.result == AttemptResult.VOICEMAIL and self.channel != Channel.PHONE
        return gettext("Message sent") if sent else self.get_result_display()

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.contactattempt|{self.id}|sealed"
