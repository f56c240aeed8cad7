"""The form of the export page."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import ExportFormat, ExportReason, Kind, Language, Status
from intake.exports.by_staff import BY_STAFF
from intake.exports.columns import PLAIN, REACHING, personal_questions, questions
from intake.exports.contact import with_contact_rules
from intake.services.exporting import Export, Selection
from intake.staff.queue.links import people_choices

MOST_CHOSEN = 100  # what fits in a URL; larger exports select by status and date
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(9990, 1, 1)  # times exist a day before and after these
_LIKE = _("Enter a date like 2026-11-23")
_PART_OF_IT = _(
    "What staff wrote about a person is part of their data, so it is now checked. Download again, or first "
    "uncheck what you must leave out."
)
_FHIR_LACKS_IT = _(
    "What staff wrote about a person is part of their data, and FHIR never has it. It is now checked: choose "
    "CSV or JSON to include it, or download again without it."
)


def _choices(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    known = questions()
    return [(name, _("Consent version") if name == "consent" else known[name].label) for name in names]


def _checkboxes(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, required=False, **more)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        validators=[MinValueValidator(_FIRST_DAY, _LIKE), MaxValueValidator(_LAST_DAY, _LIKE)],
        error_messages={"invalid": _LIKE},
    )


class ExportForm(forms.Form):
    """Which requests and columns, in which format, and why. No patient answers are preselected."""

    ids = forms.CharField(widget=forms.HiddenInput, required=False)
    # Whether the page has already checked the boxes for what staff wrote; then the next choice is accepted.
    suggested = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(
        label=_("Why are you exporting?"),
        choices=[("", _("Choose a reason")), *ExportReason.choices],
        help_text=_("The reason, your name and your choices are recorded in the audit trail."),
        error_messages={"required": _("Choose a reason")},
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        initial=ExportFormat.CSV,
        help_text=_(
            "FHIR always includes kind, status, times, attempts and how the person may be contacted, plus "
            "the answers you choose. Importing a file replaces what was imported before, so choose the same "
            "answers each time."
        ),
        error_messages={"required": _("Choose a format")},
    )
    statuses = _checkboxes(
        _("Status"),
        choices=Status.choices,
        help_text=_("Leave all unchecked to include every status."),
    )
    kinds = _checkboxes(
        _("Kind"),
        choices=Kind.choices,
        help_text=_("Leave all unchecked to include both kinds."),
    )
    languages = _checkboxes(
        _("Language"),
        choices=Language.choices,
        help_text=_("Leave all unchecked to include every language."),
    )
    people = _checkboxes(
        _("Assigned to"),
        help_text=_("Leave all unchecked to include everyone’s requests."),
    )
    since = _day(_("Received from"))
    until = _day(_("Received through"))
    plain = _checkboxes(
        _("About the request"),
        choices=[(name, label) for name, (label, _value) in PLAIN.items()],
        initial=list(PLAIN),
    )
    reaching = _checkboxes(
        _("How to reach the person"),
        help_text=_(
            "Checking any of these opens the requests, and each opening is recorded. A phone number or email "
            "address always comes with how the person may be contacted."
        ),
    )
    written = _checkboxes(
        _("What the person wrote"),
        help_text=_("Health information. Check only what you need."),
    )

    by_staff = _checkboxes(
        _("What staff wrote"),
        choices=[(name, label) for name, (label, _value) in BY_STAFF.items()],
        help_text=_(
            "Checking any of these opens the requests, and each opening is recorded. FHIR never has them."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["reaching"].choices = _choices(REACHING)
        self.fields["people"].choices = people_choices(*(self["people"].value() or ()))
        self.fields["written"].choices = _choices(personal_questions())
        self.chosen = self._chosen_ids(self.data.get("ids") or self.initial.get("ids") or "")
        if self.chosen:
            for name in ("statuses", "kinds", "languages", "people", "since", "until"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse an empty export, and the first time, one that leaves out what the person asked for."""
        cleaned = super().clean()
        if cleaned.get("reason") == ExportReason.THEY_ASKED and not cleaned.get("suggested"):
            self._suggest_what_staff_wrote(cleaned)
        if self.errors:
            return cleaned
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a date on or after the first one"))
        elif not self.export().columns and cleaned["format"] != ExportFormat.FHIR:
            self.add_error("plain", _("Choose at least one column"))
        elif not self.export().selection.rows().exists():
            self.add_error(None, _("No requests match. Choose other dates or more statuses."))
        return cleaned

    def _suggest_what_staff_wrote(self, cleaned: dict[str, Any]) -> None:
        """Check the boxes for what staff wrote and say why, unless all are; the rest stays as typed."""
        as_fhir = cleaned.get("format") == ExportFormat.FHIR
        if not as_fhir and set(cleaned.get("by_staff", ())) == BY_STAFF.keys():
            return
        self.data = self.data.copy()
        self.data.setlist("by_staff", list(BY_STAFF))
        self.data["suggested"] = "yes"
        self.add_error("by_staff", _FHIR_LACKS_IT if as_fhir else _PART_OF_IT)

    def export(self) -> Export:
        """Return the export described by a valid form."""
        asked = self.cleaned_data
        as_fhir = asked["format"] == ExportFormat.FHIR
        answers = with_contact_rules((*asked["reaching"], *asked["written"]))
        return Export(
            selection=Selection(
                statuses=tuple(Status(status) for status in asked.get("statuses", ())),
                kinds=tuple(Kind(kind) for kind in asked.get("kinds", ())),
                languages=tuple(Language(language) for language in asked.get("languages", ())),
                people=tuple(asked.get("people", ())),
                since=_midnight(asked.get("since")),
                until=_midnight(asked.get("until"), days=1),
                ids=self.chosen,
            ),
            format=ExportFormat(asked["format"]),
            reason=ExportReason(asked["reason"]),
            columns=answers if as_fhir else (*asked["plain"], *answers, *asked["by_staff"]),
            opened=as_fhir or bool(answers or asked["by_staff"]),
        )

    @staticmethod
    def _chosen_ids(text: str) -> tuple[uuid.UUID, ...]:
        # Never accept a partial list: no ids at all would mean every request.
        try:
            chosen = tuple(uuid.UUID(hex=each) for each in text.split(".")) if text else ()
        except ValueError:
            raise BadRequest("the selected ids are malformed") from None
        if len(chosen) > MOST_CHOSEN:
            raise BadRequest("too many requests are selected")
        return chosen


def _midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min))
