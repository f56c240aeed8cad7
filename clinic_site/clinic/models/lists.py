"""What the clinic lists: people, treatments, fees and insurance plans. Only published rows are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic import facts
from clinic_site.clinic.models import fields
from clinic_site.clinic.models.translated import Translated


class Listed(Translated):
    """A row that readers see if it is published, sorted by `order`."""

    order = models.PositiveIntegerField(_("order"), default=100, help_text=_("Lowest first."))
    published = models.BooleanField(_("published"), default=False, help_text=_("Shown on the public site."))

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Person(Listed):
    """Someone who works at the clinic. `reviews_pages` allows their name as a page's reviewer."""

    translated = facts.Person.translated

    name = models.CharField(_("name"), max_length=80)
    credentials = fields.line(_("credentials"), _("Like MD, or LCSW."), length=60)
    role = fields.line(_("role"), _("Like Psychiatrist."), length=80)
    license_number = fields.line(_("license number"), length=40)
    license_state = fields.line(_("state of the license"), length=40)
    languages = fields.line(_("languages spoken"), _("Like English and Spanish."))
    text = fields.text(_("about them"), _("Two or three sentences, in plain text."), length=1000)
    portrait = models.ForeignKey(
        "clinic.Picture",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviews_pages = models.BooleanField(
        _("reviews pages"), default=False, help_text=_("A page may name them as its reviewer.")
    )

    class Meta(Listed.Meta):
        verbose_name = _("team member")
        verbose_name_plural = _("team members")

    def __str__(self) -> str:
        return self.name


class Treatment(Listed):
    """A treatment or support that the clinic offers, and how it is given here."""

    translated = facts.Treatment.translated

    KINDS = [
        ("medicine", _("Medicine")),
        ("therapy", _("Talk therapy")),
        ("support", _("Support")),
    ]
    # The drug's FDA status for PTSD. The words are the site's own, with their sources.
    DRUGS = [("ketamine", _("Ketamine")), ("esketamine", _("Esketamine (Spravato)"))]

    name = models.CharField(_("name"), max_length=80, help_text=_("Like Ketamine by IV."))
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default="medicine")
    drug = fields.line(_("drug"), _("Its FDA status is shown beside it."), choices=DRUGS, length=20)
    summary = fields.text(_("what it is"), length=600)
    course = fields.text(_("what a course is here"), length=600)
    length = fields.line(_("length of a visit"), _("Like about 2 hours."))
    not_for = fields.text(_("who it isn’t for here"), length=600)
    ages = fields.line(_("ages"), _("Like adults 18 and older."))

    class Meta(Listed.Meta):
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    def __str__(self) -> str:
        return self.name


class Fee(Listed):
    """What something costs, as a price or a range."""

    translated = facts.Fee.translated

    item = models.CharField(_("item"), max_length=120)
    price = models.CharField(_("price or range"), max_length=60, help_text=_("Like $450, or $350–$700."))
    includes = fields.text(_("what is included"), length=600)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("Add a new price as another fee: on this day it replaces others for the same item."),
    )

    class Meta(Listed.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")

    def __str__(self) -> str:
        return self.item


class Plan(Listed):
    """An insurance plan that the clinic accepts."""

    translated = facts.Plan.translated

    name = models.CharField(_("plan"), max_length=80)
    note = fields.line(_("note"), _("Like for visits, not for ketamine."), length=200)

    class Meta(Listed.Meta):
        verbose_name = _("insurance plan")
        verbose_name_plural = _("insurance plans")

    def __str__(self) -> str:
        return self.name
