"""Forms for returning to a request without an account: looking it up and changing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.enums import Channel, Kind
from intake.forms.call_times import CallTimesForm, as_offered, times_field, when_field
from intake.forms.contact import UNNEEDED, EmailField, PhoneField, ask_for_field, code_word_field
from intake.forms.fields import QuestionForm, choice_field, text_field, text_shown
from intake.questions import CURRENT, CURRENT_CHANGE, Question
from intake.questions.change_2 import AS_BEFORE
from intake.questions.display import display_answer

_ASKS = CURRENT_CHANGE.questions
_REMOVABLE = ("ask_for", "code_word")
_PRINTED = {"autocomplete": "off", "autocapitalize": "characters"}  # typed from a receipt


class StatusForm(QuestionForm):
    """Reference and secret from the receipt, in any notation."""

    id_format = "status-%s"
    reference = text_field(
        Question(_("Reference"), _("8 letters and digits from your receipt, like 7K4M-2QXD.")),
        limit=60,
        too_long=_("Enter the 8 letters and digits of the reference"),
        missing=_("Enter the reference from your receipt"),
        **_PRINTED,
    )
    secret = text_field(
        Question(
            _("Code"), _("20 letters and digits from your receipt. You can leave out spaces and hyphens.")
        ),
        limit=120,
        too_long=_("Enter the 20 letters and digits of the code"),
        missing=_("Enter the code from your receipt"),
        **_PRINTED,
    )


class ChangeForm(CallTimesForm):
    """How to be reached from now on. A blank answer leaves the previous one unchanged."""

    wording = CURRENT_CHANGE
    id_format = "change-%s"
    channel = choice_field(_ASKS["channel"], initial="")
    phone = PhoneField(_ASKS["phone"])
    email = EmailField(_ASKS["email"])
    when = when_field(_ASKS["times"], initial="", before=(AS_BEFORE,))
    times = times_field()
    voicemail = choice_field(_ASKS["voicemail"], initial="")
    say_clinic_name = choice_field(_ASKS["say_clinic_name"], initial="")
    ask_for = ask_for_field(_ASKS["ask_for"])
    no_ask_for = forms.BooleanField(label=_("Remove the name to ask for"), required=False)
    code_word = code_word_field(_ASKS["code_word"])
    no_code_word = forms.BooleanField(label=_("Remove the word to say first"), required=False)

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
        """Require what a new channel needs: the earlier answers can't be read here."""
        given = super().clean()
        channel = given.get("channel")
        for name in self._unneeded:
            self.drop(name, None)
        if channel == Channel.EMAIL:
            self.need("email", _("Enter the email address to write to"))
        elif channel:
            self.drop("email", None)
            self.need("phone", _("Enter the phone number to reach you at"))
            if not given.get("times") and "times" not in self.errors:
                self.need("when", _("Choose when we may contact you"))
        for name in _REMOVABLE:
            if given.get(name) and given.get(f"no_{name}"):
                message = _("Enter a new one or remove it, not both")
                self.add_error(name, forms.ValidationError(message, code="contradiction"))
        if not self.errors and not self._changes():
            self.add_error(
                "channel", forms.ValidationError(_("Change at least one answer"), code="unchanged")
            )
        return given

    @property
    def _unneeded(self) -> tuple[str, ...]:
        names = UNNEEDED.get(self.cleaned_data.get("channel") or "", ())
        return (*names, *(f"no_{name}" for name in _REMOVABLE if name in names))

    def answers(self) -> dict[str, Any]:
        """Return only what changed, and which text of the questions was shown. "" removes an answer."""
        return self._changes() | text_shown(self.wording)

    def _changes(self) -> dict[str, Any]:
        new = {name: value for name, value in super().answers().items() if value not in (None, "", [])}
        return new | {name: "" for name in _REMOVABLE if self.cleaned_data.get(f"no_{name}")}

    def rules(self) -> list[tuple[str, str]]:
        """Return the rules that apply after a valid change, without the text that was typed."""
        answers, private = self.answers(), {"phone", "email", "ask_for", "code_word"}
        rules = []
        for name, question in CURRENT[Kind.CALLBACK].questions.items():
            if name not in self.wording.questions or name in self._unneeded:
                continue
            value = gettext("As before")
            if name in answers:
                asked = as_offered(question) if name == "times" else question
                value = display_answer(asked, answers[name]) if name not in private else ""
                value = value or (gettext("Changed") if answers[name] else gettext("Removed"))
            rules.append((str(question.label), value))
        return rules
