"""The forms on the page of a request. Every error message says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.rules.staff_times import staff_time
from intake.rules.states import CLOSED, OUTCOMES
from intake.services.calls.attempts import Attempt
from intake.services.triage.closing import Ending
from intake.staff.display import CHANNELS

_TIMES = ("at", "call_back_at")  # the fields that contain a time


class ClinicTime(forms.DateTimeField):
    """An optional date and time in the clinic's time zone, from now on for as long as `within`."""

    def __init__(self, within: dt.timedelta, too_far: Promise) -> None:
        super().__init__(required=False)
        self.within, self.too_far = within, too_far

    def to_python(self, value: object) -> dt.datetime | None:
        """Return an aware datetime, or None if empty.

        Raises ValidationError for invalid input, including a time that does not exist or is
        ambiguous at a DST change.
        """
        try:
            return super().to_python(value)
        except forms.ValidationError:
            message = _("Enter a date and time like 2026-12-01 14:30, outside a clock change")
            raise forms.ValidationError(message, code="invalid") from None

    def validate(self, value: dt.datetime | None) -> None:
        """Raise ValidationError for a time in the past or too far ahead."""
        now = timezone.now()
        if value is not None and not now <= value <= now + self.within:
            raise forms.ValidationError(self.too_far, code="far")


class AppointmentForm(forms.Form):
    """When the appointment is; empty removes it."""

    at = ClinicTime(dt.timedelta(days=730), _("Enter a time within the next two years"))


class AttemptForm(forms.Form):
    """How an attempt ended."""

    result = forms.ChoiceField(
        choices=AttemptResult,
        required=False,
        error_messages={
            "invalid_choice": _("Choose how it went"),
        },
    )
    channel = forms.ChoiceField(
        choices=Channel,
        error_messages={"required": _("Choose a channel"), "invalid_choice": _("Choose a channel")},
    )
    call_back_at = ClinicTime(dt.timedelta(days=90), _("Enter a time within the next 90 days"))
    reason = forms.CharField(required=False, max_length=500)
    text = forms.CharField(required=False)
    changes_seen = forms.IntegerField(required=False, min_value=0, max_value=10_000)  # sent by the card

    def __init__(self, data: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        if data.get("result") != AttemptResult.CALL_BACK:
            # The card hides this field for other results, so what is still in it must not cause an error.
            data = {name: data.get(name) for name in data if name != "call_back_at"}
        super().__init__(data, *args, **kwargs)

    def attempt(self) -> Attempt | None:
        """Return the attempt described by a valid form, or None if it contains only a note."""
        given = self.cleaned_data
        if not given["result"]:
            return None
        return Attempt(
            result=AttemptResult(given["result"]),
            channel=Channel(given["channel"]),
            reason=given["reason"],
            call_back_at=given["call_back_at"],
            changes_seen=given["changes_seen"],
        )


class CloseForm(forms.Form):
    """How a request ended. `ending` is a closing status and an outcome, separated by a colon."""

    ending = forms.ChoiceField(
        choices=[
            (status.label, [(f"{status}:{outcome}", outcome.label) for outcome in OUTCOMES[status]])
            for status in CLOSED
        ],
        error_messages={
            "required": _("Choose an outcome"),
            "invalid_choice": _("Choose an outcome"),
        },
    )
    outcome_text = forms.CharField(required=False)

    def ended(self) -> Ending:
        """Return the ending described by a valid form."""
        status, _colon, outcome = self.cleaned_data["ending"].partition(":")
        return Ending(Status(status), Outcome(outcome), self.cleaned_data["outcome_text"])


def first_error(form: forms.Form) -> str:
    """Return the first error message of an invalid form."""
    return next(str(errors[0]) for errors in form.errors.values())


def labeled(typed: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the fields typed into any of these forms, with their labels and the labels of choices."""
    labels = {
        "result": _("How it went"),
        "channel": _("Channel"),
        "call_back_at": _("Call back at"),
        "at": _("Appointment"),
        "ending": _("Outcome"),
        "outcome_text": _("If other, please specify"),
        "reason": _("Reason"),
        "text": _("Note"),
    }
    choice_labels = {**dict(AttemptResult.choices), **CHANNELS}
    choice_labels |= {
        value: label
        for _group, choices in CloseForm.base_fields["ending"].choices
        for value, label in choices
    }
    return [
        (str(labels[name]), _shown_time(value) if name in _TIMES else str(choice_labels.get(value, value)))
        for name, value in typed
        if value and name in labels
    ]


def _shown_time(typed: str) -> str:
    """Return a time from a field for one as the staff pages show times, or what was typed instead."""
    try:
        return staff_time(timezone.make_aware(dt.datetime.fromisoformat(typed)), timezone.now())
    except ValueError:
        return typed
