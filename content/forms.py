"""The form of the sheet of questions. What is put into it is shown once and kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.question_sheet import GROUPS, Topic, questions_for

_TEXT_LIMIT = 500


class _Text(forms.CharField):
    """A short text of several lines; signs that no printer knows are dropped."""

    def to_python(self, value: object) -> str:
        return super().to_python(str(value or "").replace("\x00", ""))


def _checkboxes(label: str, group: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("Choose all that fit, or none."),
        choices=[(pick.name, pick.label) for pick in GROUPS[group][1]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list shown")},
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
                "data-over": _("Characters too many: %d"),
            }
        ),
        error_messages={"max_length": _("Make this text shorter: 500 characters or less")},
    )


class QuestionSheetForm(forms.Form):
    """What a reader picks for the sheet. Nothing is required."""

    matters = _checkboxes(_("What matters to you?"), "matters")
    medicines = _checkboxes(_("What do you take?"), "medicines")
    medicine_names = _text(
        _("Medicines to mention, by name"), _("With the dose, if you know it. 500 characters at most.")
    )
    worries = _checkboxes(_("What worries you?"), "worries")
    own_questions = _text(
        _("Your own questions"), _("You do not need to write what happened to you. 500 characters at most.")
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "sheet-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # A browser that cuts a pasted text says nothing; we keep it all and say what to do.
        for name in ("medicine_names", "own_questions"):
            self.fields[name].widget.attrs.pop("maxlength", None)

    def topics(self) -> list[Topic]:
        """Return the questions that the picks lead to; the form must be valid."""
        return questions_for({group: self.cleaned_data[group] for group in GROUPS})
