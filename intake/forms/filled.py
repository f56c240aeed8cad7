"""A consultation form as far as it is filled in: which step comes next, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.datastructures import MultiValueDict
from pydantic import TypeAdapter, ValidationError

from intake.forms.consultation import STEPS, WORDING, Step, StepForm
from intake.forms.traps import TrapFields
from intake.spam import Signs

# What was typed, as it was typed: step, then field, then values.
Typed = dict[str, dict[str, list[str]]]
_TYPED = TypeAdapter(Typed)


class Filled:
    """What a person typed so far. Holds only the steps that their answers lead to."""

    def __init__(self, typed: Typed) -> None:
        self._all = typed
        self.steps = tuple(step for step in STEPS if self._is_asked(step))
        self.typed = {step.slug: typed[step.slug] for step in self.steps if step.slug in typed}

    @classmethod
    def from_json(cls, text: str) -> Filled:
        """Return what `as_json` wrote; nothing is filled in where it is anything else."""
        try:
            return cls(_TYPED.validate_json(text))
        except ValidationError:
            return cls({})

    def as_json(self) -> str:
        """Return everything typed, for the page on which it is checked."""
        return _TYPED.dump_json(self.typed).decode()

    def with_step(self, step: Step, data: MultiValueDict) -> Filled:
        """Return it with what was typed into one step, valid or not."""
        fields = {name: data.getlist(name) for name in step.form.base_fields if name in data}
        return Filled(self._all | {step.slug: fields})

    def bound(self, step: Step) -> StepForm:
        """Return a step's form with what was typed, to be judged."""
        return step.form(MultiValueDict(self.typed.get(step.slug, {})))

    def shown(self, step: Step, stamp: str) -> StepForm:
        """Return a step's form as it is shown to somebody who comes to it: filled in, not judged.

        `stamp` says when it is given out, if that is for the first time.
        """
        if step.slug not in self.typed:
            return step.form(initial={"stamp": stamp})
        return step.form(initial={field.name: field.value() for field in self.bound(step)})

    @property
    def missing(self) -> Step | None:
        """The first step that has yet to be answered, or to be mended."""
        return next((step for step in self.steps if not self._is_answered(step)), None)

    def way_to(self, step: Step) -> Step | None:
        """Return `step` if everything before it is answered, else where to go instead.

        None stands for the page on which the answers are checked.
        """
        missing = self.missing
        if step not in self.steps:
            return missing
        early = missing is None or self.steps.index(step) <= self.steps.index(missing)
        return step if early else missing

    def after(self, step: Step) -> Step | None:
        """Return the step that follows; None, for checking, once every step is answered."""
        if self.missing is None or step not in self.steps:
            return self.missing
        following = self.steps[self.steps.index(step) + 1 :]
        return self.way_to(following[0]) if following else self.missing

    @property
    def is_for_a_minor(self) -> bool:
        """Whether it says that the person who needs help is under 18."""
        return any(self.bound(step).is_for_a_minor for step in self.steps)

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers of all steps, with the version of the words they answer."""
        found: dict[str, Any] = {}
        for form in self.valid_forms():
            found |= form.answers()
        return found | {"wording": WORDING.version}

    def signs(self) -> Signs:
        """Return what a form that is filled in shows of its sender; its time began with the first step."""
        forms = list(self.valid_forms())
        phone = self.answers().get("phone")
        marked = next(form.signs() for form in forms if isinstance(form, TrapFields))
        return replace(
            marked,
            lines=tuple(line for form in forms for line in form.lines()),
            texts=tuple(text for form in forms for text in form.free_texts()),
            phone=phone["e164"] if phone else "",
        )

    def valid_forms(self) -> Iterator[StepForm]:
        """Return the form of each step that is answered."""
        return (form for form in map(self.bound, self.steps) if form.is_valid())

    def _is_answered(self, step: Step) -> bool:
        return step.slug in self.typed and self.bound(step).is_valid()

    def _is_asked(self, step: Step) -> bool:
        if step.only_if is None:
            return True
        slug, name, value = step.only_if
        return self._all.get(slug, {}).get(name) == [value]
