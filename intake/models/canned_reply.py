"""Neutral replies that staff copy into a text message or an email, approved by a manager."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.validators import PlaceholdersOnly


class CannedReply(models.Model):
    """One reply. Only the clinic's phone number is filled in, so it can't reveal what a patient wrote."""

    title = models.CharField(_("title"), max_length=60, help_text=_("What it is for. Only staff see this."))
    text = models.TextField(
        _("text"),
        max_length=500,
        validators=[PlaceholdersOnly("phone")],
        help_text=_(
            "Other people may see it on the person’s phone, so don’t mention the topic or anything about "
            "health. {phone} is replaced with the clinic’s number. Without a number, the reply isn’t "
            "offered."
        ),
    )
    language = models.CharField(
        _("language"), max_length=7, default="en", db_default="en", help_text=_("A code, like en or es.")
    )
    order = models.PositiveIntegerField(_("order"), default=100)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("neutral reply")
        verbose_name_plural = _("neutral replies")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    def filled(self, phone: str) -> str:
        """Return the text with the clinic's phone number, or "" if it needs one and `phone` is empty."""
        if "{phone}" in self.text and not phone:
            return ""
        return self.text.replace("{phone}", phone)
