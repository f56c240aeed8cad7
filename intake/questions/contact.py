"""Questions that both forms ask: who it is for, and how to reach them safely."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.enums import CallTime, Channel, Language
from intake.questions.question import Question

NO_YES = (("no", _("No")), ("yes", _("Yes")))

WHO = {
    "for_whom": Question(
        _("Who is this for?"),
        _("So that we know whom we will talk to."),
        (("me", _("For me")), ("someone", _("For someone else"))),
    ),
    "adult": Question(
        _("Is the person who needs help 18 or older?"),
        _("This form is for adults. For younger people we show other help."),
        (("yes", _("Yes")), ("no", _("No"))),
    ),
}

SOMEONE = {
    "relation": Question(
        _("Who are they to you?"),
        _("If this is for someone else. It helps us to know how to talk with you."),
        (
            ("partner", _("My partner")),
            ("parent", _("My parent")),
            ("child", _("My grown child")),
            ("relative", _("Another relative")),
            ("friend", _("A friend")),
            ("client", _("A person I work with or care for")),
            ("unsaid", _("I prefer not to say")),
        ),
    ),
    "person_knows": Question(
        _("Do they know that you are asking?"),
        _("We never contact somebody who does not know. If they do not, we talk with you."),
        (("yes", _("Yes")), ("no", _("No")), ("unsaid", _("I prefer not to say"))),
    ),
}

REACH = {
    "name": Question(
        _("What should we call you?"), _("So that we know whom we are talking to. A first name is enough.")
    ),
    "channel": Question(
        _("How should we contact you?"), _("We use only the way you choose."), tuple(Channel.choices)
    ),
    "phone": Question(
        _("Phone number"),
        _("Needed for a call or a text. Give a number that is safe for you. Any format is fine."),
    ),
    "email": Question(_("E-mail address"), _("Needed only for e-mail, or for a confirmation.")),
    "confirm": Question(
        _("Send me a short e-mail that you have my request"),
        _(
            "Only if you like. It says nothing of health; its sender’s address may show where it "
            "comes from. Think of who else can see your mail."
        ),
    ),
}

SAFETY = {
    "times": Question(
        _("When is a safe time?"),
        _("Choose all that suit you, in our opening hours. We do not call at other times."),
        tuple(CallTime.choices),
    ),
    "voicemail": Question(
        _("May we leave a message?"),
        _("If other people can hear your messages, choose no. We will call again."),
        NO_YES,
    ),
    "say_clinic_name": Question(
        _("May we say who is calling?"),
        _("If somebody else may answer, choose no. We will not say the clinic’s name."),
        NO_YES,
    ),
    "ask_for": Question(_("Whom should we ask for?"), _("Only if that is another name than the one above.")),
    "code_word": Question(
        _("A word we should say first"), _("So that you know it is us. Any word you like, or none.")
    ),
}

LANGUAGE = {
    "language": Question(
        _("Which language would you like to speak?"),
        _("So that we can prepare. We cannot promise every language."),
        tuple(Language.choices),
    ),
    "which_language": Question(_("Which other language?"), _("Only if you asked for an interpreter.")),
}
