"""Form layout: rarely used fields are collapsed, and expanded if one of them is used."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import LayoutObject
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import QuestionForm
from intake.questions.question import Words


class MoreQuestions(LayoutObject):
    """Fields in a `<details>` element, which works without a script."""

    template = "components/more_questions.html"

    def __init__(self, summary: Words, *fields: str) -> None:
        self.summary = summary
        self.fields = list(fields)

    def render(self, form: QuestionForm, context: Any, template_pack: str = "", **kwargs: Any) -> str:
        """Return the HTML."""
        return render_to_string(
            self.template,
            {
                "summary": self.summary,
                "body": self.get_rendered_fields(form, context, template_pack, **kwargs),
                "open": any(_is_used(form, name) for name in self.fields),
            },
        )


class SafeDefaults(MoreQuestions):
    """The rules for a call, folded below one line that says what applies by default."""

    template = "components/safe_defaults.html"

    def __init__(self, *fields: str) -> None:
        super().__init__(_("We won’t leave a message or say where we’re calling from."), *fields)


def _is_used(form: QuestionForm, name: str) -> bool:
    field = form[name]
    return bool(field.errors or (form.is_bound and field.value() not in (None, False, "", [], field.initial)))
