"""The page on which a person types the code of their draft."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from intake.draft_codes import normal_code
from intake.forms.fields import QuestionForm, text_field
from intake.wording import Question

WRONG_CODE = _("We have no unfinished form with this code. Check each group, or start anew")


class ResumeForm(QuestionForm):
    """One code, however it was written down."""

    code = text_field(
        Question(
            _("Your code"), _("Seven groups of letters and digits. Capitals and hyphens do not matter.")
        ),
        limit=200,
        too_long=WRONG_CODE,
        missing=_("Enter the code as you wrote it down"),
        autocomplete="off",
        autocapitalize="characters",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "resume-%s")
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Return the code in its one form; one that cannot be a code is empty, and opens nothing."""
        return normal_code(self.cleaned_data["code"])
