"""The last result that a staff member saved, for as long as it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.contact_attempt import ContactAttempt
from intake.models.submission import Submission


class SavedResult(models.Model):
    """One result per account: a contact attempt, or (without one) a closing or a decision about spam.

    `before` contains the columns of the request that saving changed, with their earlier values;
    `version` is the request's version afterward. `next_call` is the request that "Save and next
    call" claimed for the same person.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey(ContactAttempt, on_delete=models.CASCADE, null=True, related_name="+")
    next_call = models.ForeignKey(Submission, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(db_index=True)
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("saved result")
        verbose_name_plural = _("saved results")

    def __str__(self) -> str:
        return self.submission.reference
