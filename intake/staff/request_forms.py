"""What staff type on one request's page. Every message says what to do."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.services.attempts import Attempt
from intake.services.closing import Ending
from intake.states import CLOSED, OUTCOMES

_FARTHEST = dt.timedelta(days=90)


class ClinicTime(forms.DateTimeField):
    """A date and a time on the clinic's clock; an hour that the clock skips or has twice is none."""

    def to_python(self, value: object) -> dt.datetime | None:
        """Return the instant. Raises ValidationError that shows how to write one."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            told = _("Enter a date and a time that the clock shows once, like 2026-12-01 14:30")
            raise forms.ValidationError(told, code="invalid") from None


class AttemptForm(forms.Form):
    """How an attempt ended."""

    result = forms.ChoiceField(
        choices=AttemptResult,
        error_messages={
            "required": _("Choose how it went"),
            "invalid_choice": _("Choose how it went"),
        },
    )
    channel = forms.ChoiceField(
        choices=Channel,
        error_messages={"required": _("Choose the way"), "invalid_choice": _("Choose the way")},
    )
    call_back_at = ClinicTime(required=False)
    reason = forms.CharField(required=False, max_length=500)

    def clean_call_back_at(self) -> dt.datetime | None:
        """Return when to call back. Raises ValidationError for a time that is past or far away."""
        at, now = self.cleaned_data["call_back_at"], timezone.now()
        if at is not None and not now <= at <= now + _FARTHEST:
            raise forms.ValidationError(_("Enter a time within the next 90 days"), code="far")
        return at

    def attempt(self) -> Attempt:
        """Return what was said, of a form that is valid."""
        given = self.cleaned_data
        asked = given["result"] == AttemptResult.CALL_BACK
        return Attempt(
            result=AttemptResult(given["result"]),
            channel=Channel(given["channel"]),
            reason=given["reason"],
            call_back_at=given["call_back_at"] if asked else None,
        )


class CloseForm(forms.Form):
    """How a request ended: `ending` is a closing status and an outcome with a colon between."""

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
    text = forms.CharField(required=False)

    def ended(self) -> Ending:
        """Return what was said, of a form that is valid."""
        status, _colon, outcome = self.cleaned_data["ending"].partition(":")
        return Ending(Status(status), Outcome(outcome), self.cleaned_data["text"])


def first_error(form: forms.Form) -> str:
    """Return the first thing to mend in a form."""
    return next(str(errors[0]) for errors in form.errors.values())


def told(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was typed into any of these forms in the words that stood beside it."""
    labels = {
        "result": _("How it went"),
        "channel": _("By"),
        "call_back_at": _("They want us to call at"),
        "ending": _("Outcome"),
        "reason": _("Reason"),
        "text": _("In words"),
    }
    words = {**dict(AttemptResult.choices), **dict(Channel.choices)}
    words |= {
        value: label
        for _group, choices in CloseForm.base_fields["ending"].choices
        for value, label in choices
    }
    return [
        (str(labels[name]), str(words.get(value, value))) for name, value in typed if value and name in labels
    ]
