"""The form by which a person asks for a consultation: one small form for each of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.enums import Kind
from intake.forms.contact import LanguageFields, ReachFields, SafetyFields, SomeoneFields, WhoFields
from intake.forms.fields import QuestionForm, choice_field, choices_field, long_text_field, tick_field
from intake.forms.traps import TrapFields
from intake.wording import CURRENT
from intake.wording.question import Words

WORDING = CURRENT[Kind.CONSULTATION]
_ASK = WORDING.questions
_LIMIT = 500
_TOO_LONG = _("This must be 500 characters or less")
_CONSENT_MISSING = _("Tick the box if you agree that we may read this and contact you")


class StepForm(QuestionForm):
    """The questions of one step. `remarks` say what an answer leads to, where that needs saying."""

    wording = WORDING
    remarks: Mapping[str, Words] = {}
    is_for_a_minor = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "answer-%s")
        super().__init__(*args, **kwargs)


class WhoForm(TrapFields, WhoFields, StepForm):
    """For whom it is. As the first step, it also carries what tells people from machines."""


class ThemForm(SomeoneFields, StepForm):
    """Who somebody else is."""


class ReachForm(SafetyFields, ReachFields, StepForm):
    """How to reach them without harm."""

    field_order = (
        *("name", "channel", "phone", "email", "confirm", "times"),
        *("voicemail", "say_clinic_name", "ask_for", "code_word"),
    )


class NowForm(StepForm):
    """What is hard; never what happened."""

    areas = choices_field(_ASK["areas"])
    note = long_text_field(_ASK["note"], limit=_LIMIT, too_long=_TOO_LONG)


class TriedForm(StepForm):
    """What was tried before."""

    therapies = choices_field(_ASK["therapies"])
    medicines = choices_field(_ASK["medicines"])


class PointsForm(StepForm):
    """What a clinician asks before ketamine. No answer refuses anybody."""

    remarks = {"yes": _("A clinician will go through this with you.")}
    blood_pressure = choice_field(_ASK["blood_pressure"])
    heart = choice_field(_ASK["heart"])
    pregnancy = choice_field(_ASK["pregnancy"])
    psychosis_or_mania = choice_field(_ASK["psychosis_or_mania"])
    liver = choice_field(_ASK["liver"])
    bladder = choice_field(_ASK["bladder"])
    substance_use = choice_field(_ASK["substance_use"])
    medicines_now = long_text_field(_ASK["medicines_now"], limit=_LIMIT, too_long=_TOO_LONG)


class HopesForm(LanguageFields, StepForm):
    """What a person hopes for, and what would help them come."""

    hopes = long_text_field(_ASK["hopes"], limit=_LIMIT, too_long=_TOO_LONG)
    ride_home = choice_field(_ASK["ride_home"])
    access = choices_field(_ASK["access"])
    field_order = ("hopes", "ride_home", "access", "language", "which_language")


class AgreeForm(StepForm):
    """Consent. The box sends the version of the text beside it, so that only that text is agreed to."""

    consent = tick_field(_ASK["consent"], missing=_CONSENT_MISSING)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].widget.attrs["value"] = self.wording.version

    def clean_consent(self) -> bool:
        """Return consent. Raises ValidationError for a box beside another text than today's."""
        if self.data.get(self.add_prefix("consent")) != self.wording.version:
            raise forms.ValidationError(_CONSENT_MISSING, code="required")
        return True


@dataclass(frozen=True)
class Step:
    """One page of the form.

    `slug` is its place in the address and in a draft; it says nothing of health. `only_if`
    names the step, question and answer without which this step is not asked.
    """

    slug: str
    form: type[StepForm]
    intro: Words = ""
    only_if: tuple[str, str, str] | None = None

    @property
    def heading(self) -> Words:
        """The heading of its page, in the current wording."""
        asked = next(name for name in WORDING.questions if name in self.form.base_fields)
        return WORDING.heading_of(asked)

    @property
    def asks_for_something(self) -> bool:
        """Whether one of its questions cannot be skipped."""
        return any(field.required for field in self.form.base_fields.values())


_SKIP = _("You can skip any of these.")
STEPS = (
    Step("who", WhoForm),
    Step(
        "them",
        ThemForm,
        _("Please do not tell us their name or what happened to them. You can skip both questions."),
        only_if=("who", "for_whom", "someone"),
    ),
    Step("reach", ReachForm, _("We keep to what you say here each time we contact you.")),
    Step("now", NowForm, _SKIP),
    Step("tried", TriedForm, _SKIP),
    Step(
        "points",
        PointsForm,
        _(
            "No answer here turns you away. Where you say yes, a clinician will go through this with you. "
            "You can skip any of these."
        ),
    ),
    Step("hopes", HopesForm, _SKIP),
    Step("agree", AgreeForm),
)
