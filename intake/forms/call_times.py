"""When we may call: any time, or only at certain times. Someone who chooses both is asked which one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clinic_site.clinic import Clinic
from clinic_site.clinic import current as current_clinic
from clinic_site.clinic.hours import zone_in_words
from intake.enums import CallTime
from intake.forms.fields import OneChoiceField, QuestionForm, SeveralChoicesField
from intake.questions import Question
from intake.questions.question import Words
from intake.rules.open_times import any_time, offered_times

ANY, SOME = "any", "some"


class TimesField(SeveralChoicesField):
    """Parts of the day. "Any time" isn't offered here, but accepted from forms of the previous release."""

    def valid_value(self, value: object) -> bool:
        """Return whether a value is offered, or means any time."""
        return value == CallTime.ANY or super().valid_value(value)


def when_field(
    question: Question,
    *,
    missing: Words = "",
    initial: str | None = None,
    before: tuple[tuple[str, Words], ...] = (),
) -> forms.ChoiceField:
    """Return the choice between any time and certain times, after the choices in `before`.

    It is required if the error message `missing` is given.
    """
    return OneChoiceField(
        label=question.label,
        help_text=question.help_text,
        choices=lambda: [*before, *_current_offer().when],
        initial=initial,
        required=bool(missing),
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def times_field() -> TimesField:
    """Return the checkboxes for certain times, at which the clinic is open."""
    return TimesField(
        label=gettext_lazy("At which times?"),
        help_text=lazy(lambda: _current_offer().note, str)(),
        choices=lambda: _current_offer().times,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose from the times listed")},
    )


@dataclass(frozen=True)
class _Offer:
    """The choices for one clinic in one language."""

    clinic: Clinic
    language: str | None
    when: tuple[tuple[str, str], ...]
    times: list[tuple[str, str]]
    note: str


_latest: _Offer | None = None


def _offer(clinic: Clinic, language: str | None) -> _Offer:
    """Return the offer, made again only if the facts about the clinic or the language have changed."""
    global _latest
    known = _latest
    if known is None or known.clinic is not clinic or known.language != language:
        when = ((ANY, any_time(clinic)), (SOME, _("Only at certain times")))
        note = _("{zone}. We’ll try at the first of these times.").format(zone=zone_in_words(clinic))
        _latest = known = _Offer(clinic, language, when, offered_times(clinic), note)
    return known


def _current_offer() -> _Offer:
    return _offer(current_clinic(), get_language())


def as_offered(question: Question) -> Question:
    """Return the question about times with the labels that are offered; other times keep their own."""
    return replace(question, choices=(*question.choices, *_current_offer().times))


class CallTimesForm(QuestionForm):
    """A form with the fields `when` and `times`."""

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
        """Replace what was checked with the chosen times. With checked times, `when` may be left blank."""
        given = super().clean()
        if given.get("times") and not self.data.get(self.add_prefix("when")):
            self.errors.pop("when", None)
        chosen = self.chosen_times()
        if "times" not in self.errors:
            given["times"] = chosen
        return given
