"""What staff choose when they take requests out of the site."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import ExportFormat, ExportReason, Status
from intake.exports.columns import PLAIN, REACHING, questions, told_questions
from intake.services.exporting import Export, Selection

MOST_CHOSEN = 100  # what fits in an address; more are chosen by status and date


def _choices(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    known = questions()
    return [
        (name, _("The version they agreed to") if name == "consent" else known[name].label) for name in names
    ]


class ExportForm(forms.Form):
    """Which requests, which columns, as what, and why. Nothing that a patient wrote is ticked at first."""

    ids = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(
        label=_("Why do you export them?"),
        choices=[("", _("Choose a reason")), *ExportReason.choices],
        help_text=_("The reason, your name and what you choose are kept in the audit trail."),
        error_messages={"required": _("Choose a reason")},
    )
    format = forms.ChoiceField(
        label=_("As what?"),
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        initial=ExportFormat.CSV,
        help_text=_("FHIR always tells of kind, status, times and attempts, and of the answers you choose."),
        error_messages={"required": _("Choose a format")},
    )
    statuses = forms.MultipleChoiceField(
        label=_("With which status?"),
        choices=Status.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick none for all."),
    )
    since = forms.DateField(
        label=_("Received from this day on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": _("Enter a day like 2026-11-23")},
    )
    until = forms.DateField(
        label=_("Received until this day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        error_messages={"invalid": _("Enter a day like 2026-11-23")},
    )
    plain = forms.MultipleChoiceField(
        label=_("About the request"),
        choices=[(name, label) for name, (label, _told) in PLAIN.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=list(PLAIN),
        required=False,
    )
    reaching = forms.MultipleChoiceField(
        label=_("How to reach the person"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What you tick here is opened, and each request that is opened is written down."),
    )
    told = forms.MultipleChoiceField(
        label=_("What the person told"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Health information. Tick only what you need."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["reaching"].choices = _choices(REACHING)
        self.fields["told"].choices = _choices(told_questions())
        self.chosen = self._chosen_ids(self.data.get("ids") or self.initial.get("ids") or "")
        if self.chosen:
            for name in ("statuses", "since", "until"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what would make an empty file."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first one"))
        elif not self.export().columns and cleaned["format"] != ExportFormat.FHIR:
            self.add_error("plain", _("Choose at least one column"))
        elif not self.export().selection.rows().exists():
            self.add_error(None, _("No request fits. Choose other days, or more statuses."))
        return cleaned

    def export(self) -> Export:
        """Return what was asked for, once the form is valid."""
        asked = self.cleaned_data
        as_fhir = asked["format"] == ExportFormat.FHIR
        answers = (*asked["reaching"], *asked["told"])
        return Export(
            selection=Selection(
                statuses=tuple(Status(status) for status in asked.get("statuses", ())),
                since=_midnight(asked.get("since")),
                until=_midnight(asked.get("until"), days=1),
                ids=self.chosen,
            ),
            format=ExportFormat(asked["format"]),
            reason=ExportReason(asked["reason"]),
            columns=answers if as_fhir else (*asked["plain"], *answers),
            opened=as_fhir or bool(answers),
        )

    @staticmethod
    def _chosen_ids(text: str) -> tuple[uuid.UUID, ...]:
        # Never fewer or more than were chosen: no ids at all would mean every request.
        try:
            chosen = tuple(uuid.UUID(hex=each) for each in text.split(".")) if text else ()
        except ValueError:
            raise BadRequest("the chosen requests are not ids") from None
        if len(chosen) > MOST_CHOSEN:
            raise BadRequest("more requests are chosen than can be")
        return chosen


def _midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min))
