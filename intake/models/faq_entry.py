"""One question that people ask, with its answer in markdown."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_sources = RegexValidator(
    r"^[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*$",
    _("Enter ids of sources with commas between, like va2023, feder2021"),
)
_page = RegexValidator(
    r"^/(?:[a-z0-9-]+/)*(?:#[a-z0-9-]+)?$",
    _("Enter the address of a page here, like /ketamine-side-effects/"),
)


class FaqEntryQuerySet(models.QuerySet):
    """Questions by who may see them."""

    def for_readers(self) -> FaqEntryQuerySet:
        """Return those that are published and whose day has come at the clinic."""
        has_come = models.Q(publish_on=None) | models.Q(publish_on__lte=timezone.localdate())
        return self.filter(has_come, published=True)


class FaqEntry(models.Model):
    """A question and answer, edited by staff; `slug` is its address on a page."""

    slug = models.SlugField(_("short name for links"), max_length=80, unique=True)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), help_text=_("Markdown. HTML is shown as text."))
    topic = models.CharField(
        _("topic"), max_length=60, help_text=_("Questions with the same topic stand together.")
    )
    order = models.PositiveIntegerField(
        _("order"), default=100, help_text=_("The five lowest are also shown below pages.")
    )
    references = models.CharField(
        _("sources"),
        max_length=300,
        blank=True,
        validators=[_sources],
        help_text=_("Ids of sources with commas between, like va2023, feder2021."),
    )
    learn_more = models.CharField(
        _("page to read next"),
        max_length=120,
        blank=True,
        validators=[_page],
        help_text=_("The address of a page here, like /ketamine-side-effects/."),
    )
    reviewed = models.DateField(
        _("clinically reviewed on"),
        null=True,
        blank=True,
        help_text=_("Empty until a clinician has done so."),
    )
    published = models.BooleanField(_("published"), default=True)
    publish_on = models.DateField(
        _("publish on"),
        null=True,
        blank=True,
        help_text=_("Readers see it from this day on, at the clinic. Empty: at once."),
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
        """The ids of its sources."""
        return [name.strip() for name in self.references.split(",") if name.strip()]
