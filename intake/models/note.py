"""Notes of staff about a request, stored separately from what the patient wrote."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import NoteAbout
from intake.models.append_only import AppendOnly
from intake.models.submission import Submission


class Note(AppendOnly):
    """One note. A correction is a new note. `code` is the reason, if it was selected from a list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="notes")
    written_at = models.DateTimeField(_("written"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, choices=NoteAbout, default=NoteAbout.NOTE)
    code = models.CharField(max_length=40, blank=True, default="")
    sealed = models.TextField(blank=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission.reference}: {self.get_about_display()}"

    @property
    def sealed_context(self) -> str:
        """The context that `sealed` is bound to."""
        return f"intake.note|{self.id}|sealed"
