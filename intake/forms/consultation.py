"""The consultation form: one small form for each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.enums import Channel, Kind, Language
from intake.forms.call_times import CallTimesForm, times_field, when_field
from intake.forms.contact import (
    UNNEEDED,
    ContactAnswers,
    EmailField,
    PhoneField,
    ask_for_field,
    code_word_field,
    language_field,
    name_field,
    which_language_field,
)
from intake.forms.fields import checkbox_field, choice_field, choices_field, long_text_field
from intake.forms.honeypot import HoneypotFields
from intake.forms.layout import MoreQuestions
from intake.questions import CURRENT
from intake.questions.consultation_2 import NONE
from intake.questions.consultation_4 import REASONS
from intake.questions.question import Words

WORDING = CURRENT[Kind.CONSULTATION]
_ASK = WORDING.questions
_LIMIT = 500
_TOO_LONG = _("This must be 500 characters or less. It has %(show_value)d now.")
_CONSENT_MISSING = _("Check the box if you agree that we may read this and contact you")


class StepForm(ContactAnswers):
    """The questions of one step."""

    wording = WORDING
    id_format = "answer-%s"

    def ask_only_for(self, channel: str) -> None:
        """Remove the questions that `channel` ("" until one is chosen) doesn't need."""


class WhoForm(HoneypotFields, StepForm):
    """Who it is for. As the first step, it also carries the spam protection fields."""

    for_whom = choice_field(_ASK["for_whom"], initial="me")
    adult = choice_field(_ASK["adult"], missing=_("Choose whether the person who needs help is 18 or older"))
    field_order = ("for_whom", "adult")

    def clean_for_whom(self) -> str:
        """Return who it is for; a blank answer means the person filling in the form."""
        return self.cleaned_data["for_whom"] or "me"


class ThemForm(StepForm):
    """Questions about the other person, if it isn't for oneself."""

    relation = choice_field(_ASK["relation"])
    person_knows = choice_field(_ASK["person_knows"])


class ReachForm(StepForm):
    """How to reach them."""

    name = name_field(_ASK["name"])
    channel = choice_field(_ASK["channel"], missing=_("Choose how we should contact you"))
    phone = PhoneField(_ASK["phone"])
    email = EmailField(_ASK["email"])
    confirm = checkbox_field(_ASK["confirm"])

    def clean(self) -> dict[str, Any]:
        """Require what the chosen channel needs; drop the errors and answers of what it doesn't."""
        given = super().clean()
        channel = given.get("channel")
        if channel == Channel.EMAIL:
            self.drop("phone", None)
            self.need("email", _("Enter the email address to write to"))
        elif channel:
            if not given.get("confirm"):
                self.drop("email")
            self.need("phone", _("Enter the phone number to reach you at"))
        if given.get("confirm"):
            self.need("email", _("Enter the email address for the confirmation, or uncheck that box"))
        return given


class SafeForm(CallTimesForm, StepForm):
    """When it is safe to call, and what may be said. A blank answer means the stricter rule."""

    when = when_field(_ASK["times"], missing=_("Choose when we may contact you"))
    times = times_field()
    voicemail = choice_field(_ASK["voicemail"], initial="no")
    say_clinic_name = choice_field(_ASK["say_clinic_name"], initial="no")
    ask_for = ask_for_field(_ASK["ask_for"])
    code_word = code_word_field(_ASK["code_word"])

    def ask_only_for(self, channel: str) -> None:
        """Remove the questions that `channel` ("" until one is chosen) doesn't need."""
        for name in UNNEEDED.get(channel, ()):
            self.fields.pop(name, None)

    def layout(self) -> Layout:
        """Return the layout, with what few people need folded away."""
        first = [name for name in ("when", "times", "voicemail", "say_clinic_name") if name in self.fields]
        folded = [name for name in ("ask_for", "code_word") if name in self.fields]
        summary = _("A name to ask for, or a word we should say")
        if "ask_for" not in folded:
            summary = pgettext_lazy("since callback-4", "A word we should say first")
        return Layout(*first, MoreQuestions(summary, *folded))


class NowForm(StepForm):
    """What is difficult now; never what happened."""

    areas = choices_field(_ASK["areas"])
    note = long_text_field(_ASK["note"], limit=_LIMIT, too_long=_TOO_LONG)


class TriedForm(StepForm):
    """Treatments tried before."""

    therapies = choices_field(_ASK["therapies"])
    medicines = choices_field(_ASK["medicines"])


class PointsForm(StepForm):
    """What a clinician asks before ketamine treatment. No answer turns anyone away."""

    health = choices_field(_ASK["health"])
    medicines_now = long_text_field(_ASK["medicines_now"], limit=_LIMIT, too_long=_TOO_LONG)

    def clean_health(self) -> list[str]:
        """Return what applies. Raises ValidationError for "none of these" together with something else."""
        chosen = self.cleaned_data["health"]
        if NONE in chosen and len(chosen) > 1:
            message = _("Check either “None of these” or what applies, not both")
            raise forms.ValidationError(message, code="contradiction")
        return chosen

    def remark(self, name: str, answer: Any) -> Words:
        """Return a remark on an answer, or ""."""
        if name == "health" and set(answer) - {NONE}:
            return _("A clinician will go through this with you.")
        return ""


class HopesForm(StepForm):
    """What a person hopes for, and what would make a visit easier."""

    hopes = long_text_field(_ASK["hopes"], limit=_LIMIT, too_long=_TOO_LONG)
    ride_home = choice_field(_ASK["ride_home"])
    access = choices_field(_ASK["access"])
    language = language_field(_ASK["language"])
    which_language = which_language_field(_ASK["which_language"])

    def layout(self) -> Layout:
        """Return the layout, with what few people need folded away."""
        return Layout(
            *("hopes", "ride_home", "access"),
            MoreQuestions(_("If you’d like to speak another language"), "language", "which_language"),
        )

    def clean(self) -> dict[str, Any]:
        """Keep the name of another language only if an interpreter is requested."""
        given = super().clean()
        if given.get("language") != Language.INTERPRETER:
            given["which_language"] = ""
        return given


class AgreeForm(StepForm):
    """Consent. The checkbox submits the version of its text, so that consent covers only that text."""

    consent = checkbox_field(_ASK["consent"], missing=_CONSENT_MISSING)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].widget.attrs["value"] = self.wording.version

    def clean_consent(self) -> bool:
        """Return consent. Raises ValidationError if it was given to another version of the text."""
        if self.data.get(self.add_prefix("consent")) != self.wording.version:
            raise forms.ValidationError(_CONSENT_MISSING, code="required")
        return True


@dataclass(frozen=True)
class Step:
    """A page of the form.

    `slug` identifies it in the URL and in drafts, and reveals nothing about health. `only_if` and `unless`
    name a step, a question and its answer: the step is skipped without the first, and with the second.
    `reasons` say why we ask.
    """

    slug: str
    form: type[StepForm]
    intro: Words = ""
    only_if: tuple[str, str, str] | None = None
    unless: tuple[str, str, str] | None = None
    reasons: tuple[Words, ...] = ()

    @property
    def heading(self) -> Words:
        """The heading of the page, in the current wording."""
        return WORDING.heading_of(self.first_question)

    @property
    def first_question(self) -> str:
        """The id of the first question in the order of the wording."""
        return next(name for name in WORDING.questions if name in self.form.base_fields)

    @property
    def asks_for_something(self) -> bool:
        """Whether one of its questions is required."""
        return any(field.required for field in self.form.base_fields.values())


_SKIP = _("You can skip any of these.")
STEPS = (
    Step("who", WhoForm),
    Step(
        "them",
        ThemForm,
        _("Please don’t tell us their name or what happened to them. You can skip both questions."),
        only_if=("who", "for_whom", "someone"),
    ),
    Step("reach", ReachForm),
    Step(
        "safe",
        SafeForm,
        _("We’ll follow what you say here each time we contact you."),
        unless=("reach", "channel", "email"),
    ),
    Step("now", NowForm, _SKIP),
    Step("tried", TriedForm, _SKIP),
    Step("points", PointsForm, _SKIP, reasons=REASONS),
    Step("hopes", HopesForm, _SKIP),
    Step("agree", AgreeForm),
)
