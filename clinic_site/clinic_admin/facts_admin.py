"""One page for the facts, one for the opening hours, and lists of holidays and staff addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic_site import clinic
from clinic_site.clinic import WEEKDAYS
from clinic_site.clinic.hours import zone_in_words
from clinic_site.clinic.models import ClinicFacts, Holiday, OpeningHours, StaffAddress
from clinic_site.clinic.spans import parse_spans, spans_in_words
from clinic_site.clinic_admin.translated_admin import TranslatedAdmin, plain_text
from intake.rules.mail_hints import mail_hint
from intake.services.calls.planned_day import planned_outside, planned_when_newly_closed
from intake.staff.admin_forms.merging_form import MergingForm
from intake.staff.settings.settings_admin import ForManagers

#: The note above hours. The zone comes from the clinic file, not from the admin.
_ZONE = format_lazy(
    _("Time zone: {zone}. The person who runs the site can change it."),
    zone=lazy(lambda: zone_in_words(clinic.current()), str)(),
)


class OneRow(ForManagers):
    """A model with one row: its list leads to the row, or to the page that adds it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may add the row and it does not exist yet."""
        return super().has_add_permission(request) and not self.model.objects.exists()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form without "Save and add another": there is only one row."""
        only_one = context | {"show_save_and_add_another": False}
        return super().render_change_form(request, only_one, *args, **kwargs)

    def message_user(
        self, request: HttpRequest, message: Any, level: int | str = messages.INFO, **kwargs: Any
    ) -> None:
        """Say that the page was saved, without naming its only row; leave other messages alone."""
        if level == messages.SUCCESS:
            message = _("The {name} are saved.").format(name=self.opts.verbose_name_plural)
        super().message_user(request, message, level, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the only row, or to the page that adds it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        saved = self.model.objects.first()
        act, args = ("change", [saved.pk]) if saved else ("add", [])
        return HttpResponseRedirect(reverse(f"admin:clinic_{self.opts.model_name}_{act}", args=args))


def _point_out_typo(request: HttpRequest, form: forms.ModelForm) -> None:
    """Ask about an email address that looks like a misspelled well-known service."""
    address = form.cleaned_data.get("email", "")
    if "email" in form.changed_data and (service := mail_hint(address)):
        message = _("Is {address} right? Did you mean {service}?")
        messages.warning(request, message.format(address=address, service=service))


@admin.register(ClinicFacts)
class ClinicFactsAdmin(OneRow, TranslatedAdmin):
    """All facts that are not lists. Readers don't see empty ones."""

    fieldsets = [
        plain_text("name", "tagline", "about", "languages"),
        (_("How to reach us"), {"fields": ["phone", "text_number", "fax", "email", "booking_link"]}),
        (
            _("Where we are"),
            {
                "fields": [
                    *("street", "town", "state", "postal_code", "map_picture"),
                    *("directions", "parking", "transit", "accessibility"),
                ]
            },
        ),
        (_("Calls and visits"), {"fields": ["promise_hours", "telehealth"]}),
        (_("The first visit"), {"fields": ["before_visit", "visit_day", "after_visit", "bring"]}),
        (
            _("Costs"),
            {"fields": ["price_range", "out_of_network", "payment_plans", "cancellation"]},
        ),
        (_("For clinicians"), {"fields": ["referrals"]}),
        (_("Legal"), {"fields": ["license_line", "security_contact"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the current facts, which come from the clinic file."""
        known = clinic.current()
        texts = known.clinic.translations.items()
        other = {f"{name}_{code}": text for code, named in texts for name, text in named.items()}
        return known.clinic.model_dump() | other | {"promise_hours": known.callback.promise_hours}

    def save_model(
        self,
        request: HttpRequest,
        obj: ClinicFacts,
        form: forms.ModelForm,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the facts, and point out a possible typo in the email address."""
        super().save_model(request, obj, form, change)
        _point_out_typo(request, form)


class DayField(forms.CharField):
    """The hours of a weekday. “Closed” may be typed for a closed day, which is stored as an empty text."""

    def to_python(self, value: Any) -> str:
        """Return what was typed, or "" for “closed”."""
        typed = super().to_python(value)
        return "" if typed.casefold() == "closed" else typed


class OpeningHoursForm(MergingForm):
    """The hours of each weekday, and the public holidays that the clinic keeps."""

    class Meta:
        field_classes = dict.fromkeys(WEEKDAYS, DayField)

    kept_holidays = forms.MultipleChoiceField(
        label=_("Holidays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "You’re closed on these days every year, and on the weekday on which one is observed if it falls "
            "on a weekend. Add other days, or a day on which you’re open after all or for a half day, "
            "under Holidays."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kept_holidays" in self.fields:
            self.fields["kept_holidays"].choices = _holidays_to_pick()
        if isinstance(names := self.initial.get("kept_holidays"), str):
            self.initial["kept_holidays"] = names.splitlines()

    def clean_kept_holidays(self) -> str:
        """Return the names, one per line."""
        return "\n".join(self.cleaned_data["kept_holidays"])


def _holidays_to_pick() -> list[tuple[str, str]]:
    from clinic_site.clinic.public_holidays import holiday_choices  # takes memory

    found = holiday_choices(clinic.current().clinic.state, localdate())
    return [(name, f"{name} ({date_format(day, 'l, F j, Y')})") for name, day in found]


@admin.register(OpeningHours)
class OpeningHoursAdmin(OneRow):
    """The opening hours, on one page. Times that were promised already don't change."""

    form = OpeningHoursForm
    fieldsets = [
        (
            None,
            {
                "fields": list(WEEKDAYS),
                "description": format_lazy(
                    "{} {}",
                    _(
                        "Times like 9am-5pm, or 09:00-12:30, 13:30-17:00. Leave closed days empty. Changes "
                        "apply to new requests only; promised times stay as they are."
                    ),
                    _ZONE,
                ),
            },
        ),
        (_("Holidays"), {"fields": ["kept_holidays"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str]:
        """Return the current hours, which come from the clinic file."""
        return {day: spans_in_words(clinic.current().opening_hours.get(day, ())) for day in WEEKDAYS}

    def save_model(
        self,
        request: HttpRequest,
        obj: OpeningHours,
        form: forms.ModelForm,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the hours, and point out what is planned for times that are closed now.

        Also point out future open days whose weekday no longer has any hours.
        """
        before = clinic.read()
        super().save_model(request, obj, form, change)
        _point_out_plans(request, *planned_when_newly_closed(before, clinic.read(), now()))
        for day in Holiday.objects.filter(closed=False, hours="", date__gte=localdate()):
            if not getattr(obj, WEEKDAYS[day.date.weekday()]):
                message = _("You’re closed on {day} ({name}). To be open, enter its hours under Holidays.")
                named = message.format(day=date_format(day.date, "l, F j, Y"), name=day.name)
                messages.warning(request, named)


def _point_out_plans(request: HttpRequest, calls: int, appointments: int) -> None:
    """Point out how many calls and appointments are planned for times at which the clinic will be closed."""
    for count, text in (
        (
            calls,
            ngettext(
                "{n} call was promised for a time when you’ll be closed. Promised times stay, so "
                "call before then, or ask a colleague to.",
                "{n} calls were promised for times when you’ll be closed. Promised times stay, so "
                "call before then, or ask a colleague to.",
                calls,
            ),
        ),
        (
            appointments,
            ngettext(
                "{n} appointment is at a time when you’ll be closed. Arrange another time.",
                "{n} appointments are at times when you’ll be closed. Arrange other times.",
                appointments,
            ),
        ),
    ):
        if count:
            messages.warning(request, text.format(n=count))


@admin.register(Holiday)
class HolidayAdmin(ForManagers):
    """Days on which the clinic is closed, or open at other hours."""

    list_display = ["date", "name", "closed", "hours"]
    fieldsets = [(None, {"fields": ["date", "name", "closed", "hours"], "description": _ZONE})]

    def save_model(self, request: HttpRequest, obj: Holiday, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save the day. Point out a date in the past (is the year right?), or what was planned."""
        super().save_model(request, obj, form, change)
        if obj.date < localdate():
            message = _("{day} is over. Is the year right?")
            messages.warning(request, message.format(day=date_format(obj.date, "l, F j, Y")))
        else:
            regular = clinic.current().opening_hours.get(WEEKDAYS[obj.date.weekday()], ())
            hours = () if obj.closed else parse_spans(obj.hours) or regular
            _point_out_plans(request, *planned_outside(obj.date, hours, now()))


class StaffAddressForm(MergingForm):
    """An address that is notified. Two that differ only in case are the same."""

    def clean_email(self) -> str:
        """Return the address. Raises ValidationError if it is on the list already."""
        email = self.cleaned_data["email"]
        if StaffAddress.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This address is on the list already."), code="unique")
        return email


@admin.register(StaffAddress)
class StaffAddressAdmin(ForManagers):
    """Who is notified of new requests."""

    form = StaffAddressForm
    list_display = ["email", "kind", "hours", "in_use"]
    fieldsets = [(None, {"fields": ["email", "kind", "hours", "in_use"], "description": _ZONE})]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with who gets mail now and where that was set above it."""
        return super().changelist_view(request, {"notified": clinic.notified()} | (extra_context or {}))

    def save_model(
        self,
        request: HttpRequest,
        obj: StaffAddress,
        form: forms.ModelForm,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the address, and point out a possible typo."""
        super().save_model(request, obj, form, change)
        _point_out_typo(request, form)
