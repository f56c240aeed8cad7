"""When each background job last ran, so that staff can see when one has stopped."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobBeat(models.Model):
    """The last time that a job, such as the worker or the backup, finished its work."""

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")

    def __str__(self) -> str:
        return self.name
