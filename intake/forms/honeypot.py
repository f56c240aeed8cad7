"""Spam protection fields that need neither a script nor a third party."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import CleanCharField, QuestionForm
from intake.spam.guard import Signals
from intake.validators import Phone

# Each password manager has its own attribute to exclude a field from autofill.
_LEAVE_ALONE = {
    "tabindex": "-1",
    "autocomplete": "off",
    "data-1p-ignore": "true",
    "data-lpignore": "true",
    "data-bwignore": "true",
    "data-form-type": "other",
}


class HoneypotFields(QuestionForm):
    """A honeypot field that people don't see, and the form timestamp.

    Neither can make a form invalid, and neither is part of the answers.
    """

    spare = CleanCharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs=_LEAVE_ALONE)
    )
    spare.is_honeypot = True
    stamp = CleanCharField(required=False, widget=forms.HiddenInput)  # the form timestamp

    def signals(self) -> Signals:
        """Return the signals of a valid form for the spam check."""
        given = self.cleaned_data
        phone = given.get("phone")
        return Signals(
            honeypot=given["spare"],
            timestamp=given["stamp"],
            lines=self.lines(),
            texts=self.free_texts(),
            phone=phone.e164 if isinstance(phone, Phone) else "",
        )
