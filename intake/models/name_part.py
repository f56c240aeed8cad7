"""The blind index of names: a keyed hash of each part of the name in a request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.submission import Submission


class NamePart(models.Model):
    """One part of a name. It is written by the worker and destroyed with the answers."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="name_parts")
    value = models.CharField(max_length=16, db_index=True)

    class Meta:
        verbose_name = _("part of a name")
        verbose_name_plural = _("parts of names")
        constraints = [models.UniqueConstraint(fields=["submission", "value"], name="one_row_per_part")]

    def __str__(self) -> str:
        return str(_("part of a name"))
