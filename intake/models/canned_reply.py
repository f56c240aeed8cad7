"""Neutral words that staff copy into a text or an e-mail, approved once by a manager."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.validators import PlaceholdersOnly


class CannedReply(models.Model):
    """One reply. The clinic's phone is all that is filled in: nothing a patient wrote can get in."""

    title = models.CharField(_("title"), max_length=60, help_text=_("What it is for. Only staff see it."))
    text = models.TextField(
        _("text"),
        max_length=500,
        validators=[PlaceholdersOnly("phone")],
        help_text=_(
            "Others may see it on the phone: name no topic and nothing of health. "
            "{phone} stands for the clinic’s number; without one the reply is not offered."
        ),
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
        """Return the text with the clinic's phone; empty when it asks for one that is not known."""
        if "{phone}" in self.text and not phone:
            return ""
        return self.text.replace("{phone}", phone)
