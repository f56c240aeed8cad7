"""The forms for entering a request: the questions of the website, worded for staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.enums import EnteredAs
from intake.forms.callback import CallbackForm
from intake.forms.consultation import STEPS
from intake.forms.consultation_state import ConsultationState
from intake.forms.contact import UNNEEDED
from intake.staff.key_in.words import HEADINGS, in_staff_voice

FormSection = tuple[str | Promise, forms.Form]
_MINOR = _(
    "We can’t keep requests from people under 18. Refer them to their doctor, to 2NDFLOOR for young people "
    "at 888-222-2228, and to 988 (for Spanish, press 2)."
)


class EntryForm(forms.Form):
    """How the request arrived."""

    entered_as = forms.ChoiceField(
        label=_("How did the request arrive?"),
        choices=[choice for choice in EnteredAs.choices if choice[0] != EnteredAs.WEB],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how the request arrived"),
            "invalid_choice": _("Choose how the request arrived"),
        },
    )


class KeyInCallback(CallbackForm):
    """The callback form, in the order in which people see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([pointer.name for pointer in self.layout().get_field_names()])
        in_staff_voice(self)

    def clean_adult(self) -> str:
        """Return the answer. Raises ValidationError for a minor, whose request may not be stored."""
        if self.cleaned_data["adult"] == "no":
            raise forms.ValidationError(_MINOR, code="minor")
        return self.cleaned_data["adult"]


class CallbackEntry:
    """A callback request as entered by staff."""

    def __init__(self, data: QueryDict | None = None) -> None:
        self.entry = EntryForm(data, auto_id="key-in-%s")
        self._form = KeyInCallback(data, auto_id="key-in-%s")

    @property
    def sections(self) -> list[FormSection]:
        """The headings and forms of the page."""
        return [("", self.entry), ("", self._form)]

    def is_valid(self) -> bool:
        """Validate it as the website does."""
        return all([self.entry.is_valid(), self._form.is_valid()])

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers."""
        return self._form.answers()

    def free_texts(self) -> tuple[str, ...]:
        """Return what was typed into the fields of several lines."""
        return self._form.free_texts()


class ConsultationEntry:
    """A consultation request as entered by staff: all steps of the website on one page."""

    def __init__(self, data: QueryDict | None = None) -> None:
        self.entry = EntryForm(data, auto_id="key-in-%s")
        self._state = ConsultationState({})
        for step in STEPS if data is not None else ():
            self._state = self._state.with_step(step, data)
        self._forms = [
            in_staff_voice(step.form(None if data is None else MultiValueDict(data), auto_id="key-in-%s"))
            for step in STEPS
        ]

    @property
    def sections(self) -> list[FormSection]:
        """The headings and forms of the page."""
        named = zip((HEADINGS[step.first_question] for step in STEPS), self._forms, strict=True)
        return [("", self.entry), *named]

    def is_valid(self) -> bool:
        """Validate it as the website does; nothing of a minor may be stored."""
        who = self._forms[0]
        self._drop_unneeded()
        valid = all([self.entry.is_valid(), *(form.is_valid() for form in self._forms)])
        if self._state.is_for_a_minor:
            who.add_error("adult", forms.ValidationError(_MINOR, code="minor"))
        return valid and not who.errors and self._state.missing is None

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers."""
        return self._state.answers()

    def free_texts(self) -> tuple[str, ...]:
        """Return what was typed into the fields of several lines."""
        return self._state.signals().texts

    def _drop_unneeded(self) -> None:
        """Drop the errors of questions that the other answers make unneeded: the page shows all of them."""
        for step, form in zip(STEPS, self._forms, strict=True):
            unasked = form.fields if step not in self._state.steps else UNNEEDED.get(self._state.channel, ())
            for name in unasked if step.slug != "reach" else ():
                form.errors.pop(name, None)
