"""The facts about the clinic, one row that managers and content editors edit, and addresses of staff."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.facts import Facts
from clinic_site.clinic.models import fields
from clinic_site.clinic.models.opening_hours import OpeningHours
from clinic_site.clinic.models.translated import Translated
from clinic_site.clinic.spans import parse_spans


class ClinicFacts(Translated):
    """The only row. Its fields have the names of the clinic file."""

    translated = Facts.translated

    name = models.CharField(_("name"), max_length=80)
    tagline = fields.line(_("tagline"), _("Shown below the name, like PTSD and ketamine care."))
    about = fields.text(_("who we are"), _("A few sentences for the home page, in plain text."))
    street = fields.line(_("street and number"))
    # Sentences of several pages name the town and the state, so these can't be empty.
    town = fields.line(_("town"), length=80, blank=False)
    state = fields.line(_("state"), _("In full, like New Jersey."), length=40, blank=False)
    postal_code = fields.line(_("ZIP code"), length=10, validators=[fields.valid_postal_code])
    directions = fields.text(_("how to find us"), _("The entrance, the floor, what to look for."))
    parking = fields.text(_("parking"))
    transit = fields.text(_("trains and buses"))
    accessibility = fields.text(_("getting in and around"), _("Steps, elevator, restrooms, hearing loop."))
    phone = fields.line(_("phone"), _("Like 732 555 0142."), length=30, validators=[fields.valid_phone])
    text_number = fields.line(_("number for text messages"), length=30, validators=[fields.valid_phone])
    fax = fields.line(_("fax"), length=30, validators=[fields.valid_phone])
    email = fields.line(_("email"), _("Shown to everyone."), validators=[fields.valid_email])
    booking_link = fields.line(
        _("page for booking"), _("Your own booking page."), length=200, validators=[fields.valid_link]
    )
    languages = fields.line(_("languages spoken"), _("Like English and Spanish."))
    telehealth = fields.line(
        _("video visits"), choices=[("yes", _("We offer them")), ("no", _("We don’t offer them"))], length=3
    )
    license_line = fields.line(
        _("license line"), _("License and legal entity, as state rules require."), length=200
    )
    security_contact = fields.line(
        _("contact for security reports"),
        _("An email address or an https:// page."),
        length=200,
        validators=[fields.valid_contact],
    )
    promise_hours = models.PositiveSmallIntegerField(
        _("promised hours"),
        default=0,
        validators=[MaxValueValidator(200)],
        help_text=_("We call back within this many opening hours. With 0, no time is promised."),
    )
    before_visit = fields.text(_("before the first visit"))
    visit_day = fields.text(_("on the day"))
    after_visit = fields.text(_("after the visit"))
    bring = fields.text(_("what to bring"), _("One thing per line, in plain text."))
    out_of_network = fields.text(_("if we don’t take your plan"), _("How you help with claims, superbills."))
    payment_plans = fields.text(_("paying over time"))
    cancellation = fields.text(_("if a visit is canceled"))
    price_range = fields.line(_("price range"), _("For search engines, like $350–$700."), length=40)
    referrals = fields.text(_("how clinicians refer"), _("What to send, and what happens then."))
    map_picture = models.ForeignKey(
        "clinic.Picture",
        verbose_name=_("picture of a map"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("facts about the clinic")
        verbose_name_plural = _("facts about the clinic")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the only row. If the state has changed, compute the clinic's yearly holidays again."""
        self.pk = 1
        before = type(self).objects.values_list("state", flat=True).first()
        super().save(*args, **kwargs)
        hours = OpeningHours.objects.exclude(kept_holidays="").first()
        if hours and before != self.state:
            hours.save()


class StaffAddress(models.Model):
    """An email address that is notified of new requests, which the public side can't read.

    `kind` and `hours` limit which requests it is notified of, unless they are empty.
    """

    KINDS = [("", _("All requests")), ("callback", _("Callbacks")), ("consultation", _("Consultations"))]

    email = models.CharField(_("email"), max_length=120, unique=True, validators=[fields.valid_email])
    kind = models.CharField(_("notified of"), max_length=20, choices=KINDS, blank=True, default="")
    hours = models.CharField(
        _("between"),
        max_length=80,
        blank=True,
        default="",
        validators=[parse_spans],
        help_text=_(
            "Like 9am-5pm, or 09:00-12:30, 13:30-17:00, in the clinic’s time; empty for any time. If no "
            "address is notified at some hour, all of them are."
        ),
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("staff address")
        verbose_name_plural = _("staff addresses")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_staff_address")]

    def __str__(self) -> str:
        return self.email
