"""Links between requests of the same person. The requests stay separate, and a link can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission


class SubmissionLink(models.Model):
    """A link between two requests. A removed link is kept as history."""

    one = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("linked"))
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unlinked_at = models.DateTimeField(_("unlinked"), null=True)
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("link between submissions")
        verbose_name_plural = _("links between submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=models.Q(unlinked_at=None),
                name="one_link_between_two",
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="a_link_names_the_lesser_id_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one.reference} – {self.other.reference}"
