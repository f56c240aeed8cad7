"""The clinic's legal notices, in Markdown. A saved version never changes; the newest one applies."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import facts
from clinic_site.clinic.models import fields
from clinic_site.clinic.models.translated import Translated


class Notice(Translated):
    """One version of a notice. `version` counts from 1 for each kind."""

    KINDS = [
        ("privacy", _("Notice of privacy practices")),
        ("estimate", _("Your right to a good-faith estimate")),
        ("nondiscrimination", _("Notice of nondiscrimination (Section 1557)")),
        ("complaints", _("How to complain")),
    ]
    translated = facts.Notice.translated

    kind = models.CharField(_("notice"), max_length=20, choices=KINDS)
    version = models.PositiveIntegerField(_("version"), editable=False)
    text = models.TextField(
        _("text"),
        max_length=40_000,
        help_text=_("Markdown. Begin headings with ###."),
        validators=[fields.valid_markdown],
    )
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_notice_per_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version. Raises TypeError if this one is stored already."""
        if self.pk is not None:
            raise TypeError("a version of a notice never changes; save a new one")
        newest = Notice.objects.filter(kind=self.kind).aggregate(newest=models.Max("version"))["newest"]
        self.version = (newest or 0) + 1
        super().save(*args, **kwargs)
