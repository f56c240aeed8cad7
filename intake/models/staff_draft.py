"""Drafts of what staff type on the page of a request, kept until they save it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission

STAFF_DRAFT_LIFETIME = dt.timedelta(hours=24)


class StaffDraft(models.Model):
    """What one account has typed and not yet saved about one request, sealed like a note.

    Only that account ever sees it. It is deleted when it is saved, after STAFF_DRAFT_LIFETIME, and
    when the request is purged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="staff_drafts")
    changed_at = models.DateTimeField(db_index=True)
    sealed = models.TextField()

    class Meta:
        verbose_name = _("draft of staff")
        verbose_name_plural = _("drafts of staff")
        constraints = [
            models.UniqueConstraint(fields=["account", "submission"], name="one_draft_per_account")
        ]

    def __str__(self) -> str:
        return str(_("draft of staff"))

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.staffdraft|{self.submission_id}|{self.account_id}|sealed"
