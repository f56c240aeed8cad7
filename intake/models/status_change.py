"""The history of a request: who changed its status, when, from what to what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import Cause, Status
from intake.models.append_only import AppendOnly
from intake.models.submission import Submission


class StatusChange(AppendOnly):
    """One status change. `actor` is None for the patient and the system; `cause` says which.

    For a change that closes the request, `keep_days` is how long the answers are kept from then on;
    the purge uses it. It is None for changes from before this column existed.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="status_changes")
    changed_at = models.DateTimeField(_("changed"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=20, choices=Cause)
    before = models.CharField(max_length=20, choices=Status)
    after = models.CharField(max_length=20, choices=Status)
    keep_days = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.get_before_display()} → {self.get_after_display()}"
