"""How fields stand on a page: the rarer ones folded away, open where something is in them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import LayoutObject
from django.template.loader import render_to_string

from intake.forms.fields import QuestionForm
from intake.wording.question import Words


class MoreQuestions(LayoutObject):
    """Fields below a summary line, in `<details>`: they need no script to be reached.

    `opened_by` names a choice, like "for_whom=someone", with which a script opens them.
    """

    def __init__(self, summary: Words, *fields: str, opened_by: str = "") -> None:
        self.summary = summary
        self.fields = list(fields)
        self.opened_by = opened_by

    def render(self, form: QuestionForm, context: Any, template_pack: str = "", **kwargs: Any) -> str:
        """Return the HTML."""
        return render_to_string(
            "components/more_questions.html",
            {
                "summary": self.summary,
                "body": self.get_rendered_fields(form, context, template_pack, **kwargs),
                "open": any(_is_used(form, name) for name in self.fields),
                "opened_by": self.opened_by,
            },
        )


def _is_used(form: QuestionForm, name: str) -> bool:
    field = form[name]
    return bool(field.errors or (form.is_bound and field.value() not in (None, "", [], field.initial)))
