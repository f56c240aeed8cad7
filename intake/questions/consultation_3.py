"""The consultation form in the words of the callback form. Earlier requests keep `consultation-2`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.callback_3 import CALLBACK_3
from intake.questions.consultation_2 import CONSULTATION_2
from intake.questions.question import Question, Wording

_ASKED = CALLBACK_3.questions

_CONTACT = {
    "for_whom": _ASKED["for_whom"],
    "adult": Question(
        _("Is the person who needs help 18 or older?"),
        _("This form is for adults. We’ll show other help for younger people."),
        _ASKED["adult"].choices,
    ),
    "relation": _ASKED["relation"],
    "person_knows": Question(
        _("Do they know you’re asking?"),
        _("We never contact someone who doesn’t know. If they don’t, we’ll talk with you."),
        _ASKED["person_knows"].choices,
    ),
    "name": Question(_("What should we call you?"), _("A first name is enough.")),
    "channel": Question(
        _("How should we contact you?"), _("We’ll use only the way you choose."), _ASKED["channel"].choices
    ),
    "phone": Question(_("Phone number"), _("For a call or a text. Give a number that’s safe for you.")),
    "email": Question(_("Email address"), _("For an email from us, or a confirmation.")),
    "confirm": _ASKED["confirm"],
    "times": Question(
        _("When is a safe time?"),
        _("We won’t call at any other time."),
        _ASKED["times"].choices,
    ),
    "voicemail": Question(
        _("May we leave a message?"),
        _("If other people can hear your messages, choose no. We’ll call again."),
        _ASKED["voicemail"].choices,
    ),
    "say_clinic_name": Question(
        _("May we say where we’re calling from?"),
        _("If someone else might answer, choose no. We won’t say the clinic’s name."),
        _ASKED["say_clinic_name"].choices,
    ),
    "ask_for": _ASKED["ask_for"],
    "code_word": _ASKED["code_word"],
    "language": Question(
        _("Which language would you like to speak?"),
        _("So that we can prepare. We can’t promise every language."),
        _ASKED["language"].choices,
    ),
    "which_language": Question(_("Which other language?"), _("Only if you asked for an interpreter.")),
}

CONSULTATION_3 = Wording(
    version="consultation-3",
    questions={
        **CONSULTATION_2.questions,
        **_CONTACT,
        "consent": Question(
            _(
                "I agree that clinic staff may read these answers and contact me the way I chose. "
                "I know that this is a request, not treatment, and that calls, texts, and email aren’t "
                "fully private."
            )
        ),
    },
    steps=CONSULTATION_2.steps,
)
