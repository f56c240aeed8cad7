"""The form on which a person enters the code of their draft."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.crypto.draft_codes import normal_code
from intake.forms.fields import QuestionForm, text_field
from intake.questions import Question

WRONG_CODE = _("We can’t find an unfinished form with this code. Check each group, or start again")


class ResumeForm(QuestionForm):
    """The code, in any notation."""

    id_format = "resume-%s"
    code = text_field(
        Question(_("Your code"), _("Seven groups of letters and digits. You can leave out the hyphens.")),
        limit=200,
        too_long=WRONG_CODE,
        missing=_("Enter the code you wrote down"),
        autocomplete="off",
        autocapitalize="characters",
    )

    def clean_code(self) -> str:
        """Return the normalized code, or "" if it can't be a code."""
        return normal_code(self.cleaned_data["code"])
