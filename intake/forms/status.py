"""Coming back to a request without an account: the pair from the receipt, and what to change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.contact import (
    ChannelForm,
    EmailField,
    PhoneField,
    ask_for_field,
    code_word_field,
    in_order_of_the_day,
)
from intake.forms.fields import CleanCharField, QuestionForm, choice_field, choices_field
from intake.wording.change_1 import CHANGE_1

_ASKS = CHANGE_1.questions
_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class StatusForm(QuestionForm):
    """Reference and secret, as the receipt showed them, however they are written."""

    reference = CleanCharField(
        label=_("Reference"),
        help_text=_("Eight letters and digits, from your receipt, like 7K4M-2QXD."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={
            "required": _("Enter the reference from your receipt"),
            "max_length": _("A reference has eight letters and digits"),
        },
    )
    secret = CleanCharField(
        label=_("Secret"),
        help_text=_("Twenty letters and digits, from your receipt. Gaps and small letters are fine."),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={
            "required": _("Enter the secret from your receipt"),
            "max_length": _("A secret has twenty letters and digits"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "status-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class ChangeForm(ChannelForm):
    """How to be reached from now on. An empty answer keeps what was said before."""

    wording = CHANGE_1
    channel = choice_field(_ASKS["channel"], initial="")
    phone = PhoneField(_ASKS["phone"])
    email = EmailField(_ASKS["email"])
    times = choices_field(_ASKS["times"])
    voicemail = choice_field(_ASKS["voicemail"], initial="")
    say_clinic_name = choice_field(_ASKS["say_clinic_name"], initial="")
    ask_for = ask_for_field(_ASKS["ask_for"])
    code_word = code_word_field(_ASKS["code_word"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "change-%s")
        super().__init__(*args, **kwargs)

    def clean_times(self) -> list[str]:
        """Return the chosen times in a fixed order; nothing chosen means no change."""
        chosen = self.cleaned_data["times"]
        return in_order_of_the_day(chosen) if chosen else []

    def clean_voicemail(self) -> bool | None:
        """Return whether a message may be left; None for no change."""
        return self._yes_or_no("voicemail")

    def clean_say_clinic_name(self) -> bool | None:
        """Return whether the caller may name the clinic; None for no change."""
        return self._yes_or_no("say_clinic_name")

    def _yes_or_no(self, name: str) -> bool | None:
        given = self.cleaned_data[name]
        return given == "yes" if given else None

    def clean(self) -> dict[str, Any]:
        """Ask for the contact of a new way, for we cannot look whether it was given before."""
        given = super().clean()
        self.need_contact_of(given.get("channel"))
        if not self.errors and not self._changes():
            self.add_error(
                "channel", forms.ValidationError(_("Change at least one answer"), code="unchanged")
            )
        return given

    def answers(self) -> dict[str, Any]:
        """Return only what was changed, with the version of the words."""
        return self._changes() | {"wording": self.wording.version}

    def _changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers().items() if value not in (None, "", [])}
