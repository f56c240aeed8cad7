"""The first version of the callback form. Requests made with it are still displayed with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.question import Question, Wording

_NO_YES = (("no", _("No")), ("yes", _("Yes")))

CALLBACK_1 = Wording(
    version="callback-1",
    questions={
        "name": Question(_("What should we call you?")),
        "channel": Question(
            _("How should we contact you?"),
            choices=(("phone", _("Call me")), ("text", _("Text me")), ("email", _("E-mail me"))),
        ),
        "phone": Question(_("Phone number")),
        "email": Question(_("E-mail address")),
        "times": Question(
            _("When is a good time?"),
            choices=(
                ("morning", _("Morning")),
                ("midday", _("Midday")),
                ("afternoon", _("Afternoon")),
                ("any", _("Any time you are open")),
            ),
        ),
        "voicemail": Question(_("May we leave a message?"), choices=_NO_YES),
        "say_clinic_name": Question(_("May we say who is calling?"), choices=_NO_YES),
        "message": Question(_("Anything that would help us help you")),
        "consent": Question(
            _(
                "I agree that staff may read this and contact me in the way I chose. "
                "I know that calls, texts and e-mail are not fully private."
            )
        ),
    },
)
