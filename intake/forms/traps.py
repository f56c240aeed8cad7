"""What a form carries to tell people from machines, without a script or a third party."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import CleanCharField, QuestionForm
from intake.spam import Signs
from intake.validators import Phone

# The managers of passwords each have a sign by which a field asks to be left alone.
_LEAVE_ALONE = {
    "tabindex": "-1",
    "autocomplete": "off",
    "data-1p-ignore": "true",
    "data-lpignore": "true",
    "data-bwignore": "true",
    "data-form-type": "other",
}


class TrapFields(QuestionForm):
    """A field that people do not see, and the stamp of when the form was given out.

    Neither can make a form invalid, and neither is among its answers.
    """

    spare = CleanCharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs=_LEAVE_ALONE)
    )
    spare.is_trap = True
    stamp = CleanCharField(required=False, widget=forms.HiddenInput)

    def signs(self) -> Signs:
        """Return what a valid form shows of its sender."""
        given = self.cleaned_data
        phone = given.get("phone")
        return Signs(
            trap=given["spare"],
            stamp=given["stamp"],
            lines=self.lines(),
            texts=self.free_texts(),
            phone=phone.e164 if isinstance(phone, Phone) else "",
        )
