"""The callback form since the introduction of the contact-safety card."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.contact import LANGUAGE, REACH, SAFETY, SOMEONE, WHO
from intake.questions.question import Question, Wording

CALLBACK_2 = Wording(
    version="callback-2",
    questions={
        **WHO,
        **SOMEONE,
        **REACH,
        **SAFETY,
        **LANGUAGE,
        "message": Question(
            _("Anything that would help us help you"),
            _("You do not need to tell us what happened to you. 1,000 characters at most."),
        ),
        "consent": Question(
            _(
                "I agree that staff may read this and contact me in the way I chose. "
                "I know that calls, texts and e-mail are not fully private."
            )
        ),
    },
)
