"""The state of a consultation form: what has been entered, and which step comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.datastructures import MultiValueDict
from pydantic import TypeAdapter, ValidationError

from intake.forms.consultation import STEPS, WORDING, Step, StepForm
from intake.forms.contact import LANGUAGE_CHOSEN, UNNEEDED, as_chosen, preselected
from intake.forms.fields import text_shown
from intake.forms.honeypot import HoneypotFields
from intake.spam.guard import Signals

# The raw input: step slug, then field name, then values.
Typed = dict[str, dict[str, list[str]]]
_TYPED = TypeAdapter(Typed)
_FIELDS = {step.slug: frozenset(step.form.base_fields) for step in STEPS}
_STEP_OF = {name: slug for slug, names in _FIELDS.items() for name in names}
# What is stored for a person who wants email, and so isn't asked about calls.
_WITHOUT_CALLS = {"times": [], "voicemail": False, "say_clinic_name": False, "ask_for": "", "code_word": ""}


class ConsultationState:
    """What a person has entered so far. Contains only the steps that their answers lead to."""

    def __init__(self, typed: Typed) -> None:
        self._all = _by_present_step(typed)
        self.steps = tuple(step for step in STEPS if self._is_asked(step))
        self.typed = {step.slug: self._needed(step.slug) for step in self.steps if step.slug in self._all}

    @classmethod
    def from_json(cls, text: str) -> ConsultationState:
        """Return the state that `as_json` serialized; an empty one if `text` is invalid."""
        try:
            return cls(_TYPED.validate_json(text))
        except ValidationError:
            return cls({})

    def as_json(self) -> str:
        """Return everything entered, for the check page."""
        return _TYPED.dump_json(self.typed).decode()

    def with_step(self, step: Step, data: MultiValueDict) -> ConsultationState:
        """Return a copy that includes the input to one step, valid or not."""
        names = [name for name in step.form.base_fields if name in data and name not in preselected(data)]
        fields = {name: data.getlist(name) for name in names}
        return ConsultationState(self._all | {step.slug: fields})

    @property
    def channel(self) -> str:
        """How the person wants to be reached, as typed, or ""."""
        chosen = self._all.get("reach", {}).get("channel", [])
        return chosen[0] if len(chosen) == 1 else ""

    def bound(self, step: Step) -> StepForm:
        """Return a step's bound form, to be validated."""
        form = step.form(as_chosen(MultiValueDict(self.typed.get(step.slug, {}))))
        form.ask_only_for(self.channel)
        return form

    def shown(self, step: Step, timestamp: str) -> StepForm:
        """Return a step's form for display: filled in, but not validated.

        `timestamp` is the form timestamp, used if the step is displayed for the first time.
        """
        initial = {"stamp": timestamp}
        if step.slug in self.typed:
            bound = self.bound(step)
            initial = {field.name: field.value() for field in bound}
            initial |= {LANGUAGE_CHOSEN: bound.language_is_chosen}
        form = step.form(initial=initial)
        form.ask_only_for(self.channel)
        return form

    @property
    def missing(self) -> Step | None:
        """The first step that is unanswered or has errors."""
        return next((step for step in self.steps if not self._is_answered(step)), None)

    def way_to(self, step: Step) -> Step | None:
        """Return `step` if all steps before it are answered, otherwise the step to go to instead.

        None means the check page.
        """
        missing = self.missing
        if step not in self.steps:
            return missing
        early = missing is None or self.steps.index(step) <= self.steps.index(missing)
        return step if early else missing

    def after(self, step: Step) -> Step | None:
        """Return the step to go to after `step`; None, for the check page, once all are answered."""
        if self.missing is None or step not in self.steps:
            return self.missing
        following = self.steps[self.steps.index(step) + 1 :]
        return self.way_to(following[0]) if following else self.missing

    def without_age(self) -> ConsultationState:
        """Return a copy in which the age question is open again, and everything else is kept."""
        who = {name: values for name, values in self._all.get("who", {}).items() if name != "adult"}
        return ConsultationState(self._all | {"who": who})

    @property
    def is_for_a_minor(self) -> bool:
        """Whether the person who needs help is under 18, according to the answers."""
        return any(self.bound(step).is_for_a_minor for step in self.steps)

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers of all steps, including which text of the questions was shown."""
        found: dict[str, Any] = dict(_WITHOUT_CALLS)
        for form in self.valid_forms():
            found |= form.answers()
        return found | text_shown(WORDING)

    def signals(self) -> Signals:
        """Return the signals for the spam check; the form timestamp is that of the first step."""
        forms = list(self.valid_forms())
        phone = self.answers().get("phone")
        marked = next(form.signals() for form in forms if isinstance(form, HoneypotFields))
        return replace(
            marked,
            lines=tuple(line for form in forms for line in form.lines()),
            texts=tuple(text for form in forms for text in form.free_texts()),
            phone=phone["e164"] if phone else "",
        )

    def valid_forms(self) -> Iterator[StepForm]:
        """Return the valid forms, in the order of the steps."""
        return (form for form in map(self.bound, self.steps) if form.is_valid())

    def _needed(self, slug: str) -> dict[str, list[str]]:
        # The step in which the channel is chosen keeps what other channels need, in case of a slip.
        unneeded = UNNEEDED.get(self.channel, ()) if slug != "reach" else ()
        return {name: values for name, values in self._all[slug].items() if name not in unneeded}

    def _is_answered(self, step: Step) -> bool:
        return step.slug in self.typed and self.bound(step).is_valid()

    def _is_asked(self, step: Step) -> bool:
        needed = step.only_if is None or self._is_answer(*step.only_if)
        return needed and not (step.unless and self._is_answer(*step.unless))

    def _is_answer(self, slug: str, name: str, value: str) -> bool:
        return self._all.get(slug, {}).get(name) == [value]


def _by_present_step(typed: Typed) -> Typed:
    """Return what was typed, with each field in the step that asks for it today.

    An earlier release may have asked for it in another step. A step with a question that no longer
    exists is asked again, so that no answer is lost without notice.
    """
    present: Typed = {}
    for slug, fields in typed.items():
        if slug in _FIELDS and fields.keys() <= _STEP_OF.keys():
            present.setdefault(slug, {})
            for name, values in fields.items():
                present.setdefault(slug if name in _FIELDS[slug] else _STEP_OF[name], {})[name] = values
    return present
