"""The form of the question sheet. Its answers are shown once and never stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.question_sheet.questions import GROUPS, Topic, questions_for

_TEXT_LIMIT = 500


class _Text(forms.CharField):
    """A multi-line text field. NUL characters are removed."""

    def to_python(self, value: object) -> str:
        return super().to_python(str(value or "").replace("\x00", ""))


def _checkboxes(label: str, group: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("Choose all that apply, or none."),
        choices=[(pick.name, pick.label) for pick in GROUPS[group][1]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose one of the options in the list.")},
    )


def _text(label: str, hint: str) -> _Text:
    return _Text(
        label=label,
        help_text=hint,
        required=False,
        max_length=_TEXT_LIMIT,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "data-limit": str(_TEXT_LIMIT),
                "data-left": _("Characters left: %d"),
                "data-over": _("Characters over the limit: %d"),
            }
        ),
        error_messages={
            "max_length": _("Shorten this text to 500 characters or fewer. It has %(show_value)d now.")
        },
    )


class QuestionSheetForm(forms.Form):
    """The reader's choices for the question sheet. No field is required."""

    matters = _checkboxes(_("What matters to you?"), "matters")
    medicines = _checkboxes(_("What do you take?"), "medicines")
    medicine_names = _text(
        _("Medicines to mention, by name"), _("Add the dose if you know it. Up to 500 characters.")
    )
    worries = _checkboxes(_("What worries you?"), "worries")
    own_questions = _text(
        _("Your own questions"), _("You don’t need to write what happened to you. Up to 500 characters.")
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "sheet-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # With maxlength, browsers cut off pasted text silently. We keep all of it and show an error.
        for name in ("medicine_names", "own_questions"):
            self.fields[name].widget.attrs.pop("maxlength", None)

    def topics(self) -> list[Topic]:
        """Return the questions for the choices. The form must be valid."""
        return questions_for({group: self.cleaned_data[group] for group in GROUPS})
