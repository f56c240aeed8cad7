"""One question that people ask, with its answer in markdown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FaqEntry(models.Model):
    """A question and answer, edited by staff; `slug` is its address on a page."""

    slug = models.SlugField(_("short name for links"), max_length=80, unique=True)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), help_text=_("Markdown. HTML is shown as text."))
    topic = models.CharField(_("topic"), max_length=60)
    order = models.PositiveIntegerField(_("order"), default=100)
    published = models.BooleanField(_("published"), default=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions people ask")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.question
