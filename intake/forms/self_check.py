"""The two forms of the self-check. Nothing entered in them is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import QuestionForm, choice_field
from intake.questions.self_check import GATE, ITEMS

_CHOOSE = _("Choose yes or no")


class GateForm(QuestionForm):
    """The first question. People who answer no are asked nothing else."""

    event = choice_field(GATE, missing=_CHOOSE)


class ItemsForm(QuestionForm):
    """The five questions."""

    asked = forms.CharField(widget=forms.HiddenInput, required=False, initial="yes")
    item1 = choice_field(ITEMS["item1"], missing=_("Question 1: choose yes or no"))
    item2 = choice_field(ITEMS["item2"], missing=_("Question 2: choose yes or no"))
    item3 = choice_field(ITEMS["item3"], missing=_("Question 3: choose yes or no"))
    item4 = choice_field(ITEMS["item4"], missing=_("Question 4: choose yes or no"))
    item5 = choice_field(ITEMS["item5"], missing=_("Question 5: choose yes or no"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(ITEMS, start=1):
            self.fields[name].label = f"{number}. {ITEMS[name].label}"

    @property
    def score(self) -> int:
        """How many of the five questions of a valid form were answered with yes."""
        return sum(self.cleaned_data[name] == "yes" for name in ITEMS)
