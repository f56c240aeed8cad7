"""Frequently asked questions, with answers in Markdown."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic_site.core.markdown import MAX_LENGTH

_sources = RegexValidator(
    r"^[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*$",
    _("Enter source ids separated by commas, like va2023, feder2021"),
)
_page = RegexValidator(
    r"^/(?:[a-z0-9-]+/)*(?:#[a-z0-9-]+)?$",
    _("Enter the address of a page on this site, like /ketamine-side-effects/"),
)


class FaqEntryQuerySet(models.QuerySet):
    """Queries on questions."""

    def for_readers(self) -> FaqEntryQuerySet:
        """Return published questions whose publication date isn't in the future (clinic's time zone)."""
        is_due = models.Q(publish_on=None) | models.Q(publish_on__lte=timezone.localdate())
        return self.filter(is_due, published=True)


class FaqEntry(models.Model):
    """A question and answer, edited by staff; `slug` is its anchor on the page."""

    slug = models.SlugField(_("short name for links"), max_length=80, unique=True)
    language = models.CharField(
        _("language"), max_length=7, default="en", db_default="en", help_text=_("A code, like en or es.")
    )
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(
        _("answer"),
        validators=[MaxLengthValidator(MAX_LENGTH)],
        help_text=_("Markdown, at most 4,000 characters. HTML is shown as text."),
    )
    topic = models.CharField(
        _("topic"), max_length=60, help_text=_("Questions with the same topic are grouped together.")
    )
    order = models.PositiveIntegerField(
        _("order"), default=100, help_text=_("The five lowest are also shown below pages.")
    )
    references = models.CharField(
        _("sources"),
        max_length=300,
        blank=True,
        validators=[_sources],
        help_text=_("Source ids separated by commas, like va2023, feder2021."),
    )
    learn_more = models.CharField(
        _("page to read next"),
        max_length=120,
        blank=True,
        validators=[_page],
        help_text=_("The address of a page on this site, like /ketamine-side-effects/."),
    )
    reviewed = models.DateField(
        _("clinically reviewed on"),
        null=True,
        blank=True,
        help_text=_("Leave blank until a clinician has reviewed it."),
    )
    published = models.BooleanField(_("published"), default=False)
    publish_on = models.DateField(
        _("publish on"),
        null=True,
        blank=True,
        help_text=_("Readers see it from this date on (clinic time). Leave blank to publish now."),
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    yes_count = models.PositiveIntegerField(_("clear"), default=0, editable=False)
    no_count = models.PositiveIntegerField(_("not clear"), default=0, editable=False)

    objects = FaqEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions people ask")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def reference_ids(self) -> list[str]:
        """The ids of the sources."""
        return [name.strip() for name in self.references.split(",") if name.strip()]
