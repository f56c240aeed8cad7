"""Who has the page of a request open, so that colleagues see one another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission


class Viewer(models.Model):
    """When an open page of a request last reported back. The audit trail records the opening itself."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="viewers")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("viewer")
        verbose_name_plural = _("viewers")
        constraints = [
            models.UniqueConstraint(fields=["account", "submission"], name="one_viewer_per_account")
        ]

    def __str__(self) -> str:
        return str(_("viewer"))
