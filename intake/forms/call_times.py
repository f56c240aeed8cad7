"""When we may call: any time, or only at certain times. A contradiction is asked about, never widened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.clinic import current as current_clinic
from clinic_site.clinic.hours import zone_in_words
from intake.enums import CallTime
from intake.forms.fields import QuestionForm
from intake.questions import Question
from intake.questions.question import Words
from intake.rules.open_times import any_time, offered_times

ANY, SOME = "any", "some"


class TimesField(forms.MultipleChoiceField):
    """Parts of the day. "Any time" isn't shown, but accepted from a form of the previous release."""

    def valid_value(self, value: object) -> bool:
        """Return whether a value is offered, or means any time."""
        return value == CallTime.ANY or super().valid_value(value)


def when_field(question: Question, *, missing: Words = "") -> forms.ChoiceField:
    """Return the choice between any time and certain times; the form fills in its choices.

    It is required if the error message `missing` is given.
    """
    return forms.ChoiceField(
        label=question.label,
        help_text=question.why,
        required=bool(missing),
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def times_field() -> TimesField:
    """Return the checkboxes for certain times; the form fills in those at which the clinic is open."""
    return TimesField(
        label=gettext_lazy("At which times?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose from the times listed")},
    )


class CallTimesForm(QuestionForm):
    """A form with the fields `when` and `times`."""

    def offer_times(self, *before: tuple[str, str]) -> None:
        """Fill in the choices: `before`, any time, and the times at which the clinic is open."""
        clinic = current_clinic()
        self.fields["when"].choices = [
            *before,
            (ANY, any_time(clinic)),
            (SOME, _("Only at certain times")),
        ]
        self.fields["times"].choices = offered_times(clinic)
        self.fields["times"].help_text = _("{zone}. We’ll call at the first of these times.").format(
            zone=zone_in_words(clinic)
        )

    def chosen_times(self) -> list[str]:
        """Return the times in a fixed order, ["any"] for any time, [] if unanswered or contradictory."""
        when, times = self.cleaned_data.get("when"), self.cleaned_data.get("times") or []
        certain = [time.value for time in CallTime if time in times and time != CallTime.ANY]
        is_any = when == ANY or CallTime.ANY in times
        if is_any and (certain or when == SOME):
            self._ask(_("Choose either any time or certain times, not both"))
        elif when == SOME and not certain and "times" not in self.errors:
            self._ask(_("Choose at least one time"))
        elif "times" not in self.errors:
            return [CallTime.ANY.value] if is_any else certain
        return []

    def _ask(self, message: str) -> None:
        self.add_error("times", forms.ValidationError(message, code="times"))

    def clean(self) -> dict[str, Any]:
        """Put the chosen times in the place of what was checked; checked times need no other answer."""
        given = super().clean()
        if given.get("times") and not self.data.get(self.add_prefix("when")):
            self.errors.pop("when", None)
        chosen = self.chosen_times()
        if "times" not in self.errors:
            given["times"] = chosen
        return given
