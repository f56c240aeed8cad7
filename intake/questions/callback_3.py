"""The short callback form: a name, a safe number, a time, and what a person wants to add."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.question import Question, Wording

_NO_YES = (("no", _("No")), ("yes", _("Yes")))

CALLBACK_3 = Wording(
    version="callback-3",
    questions={
        "name": Question(_("What should we call you?")),
        "phone": Question(_("Phone number that’s safe for us to use")),
        "times": Question(
            _("When may we call?"),
            choices=(
                ("morning", _("Morning, before 11 a.m.")),
                ("midday", _("Midday, 11 a.m. to 2 p.m.")),
                ("afternoon", _("Afternoon, after 2 p.m.")),
                ("any", _("Any time you’re open")),
            ),
        ),
        "voicemail": Question(_("May we leave a message?"), choices=_NO_YES),
        "say_clinic_name": Question(
            _("May we say where we’re calling from?"),
            _("If you choose no, we won’t say the clinic’s name to anyone else."),
            _NO_YES,
        ),
        "ask_for": Question(_("Who should we ask for?"), _("Only if it’s a different name.")),
        "code_word": Question(_("A word we should say first"), _("So you know it’s us. Any word you like.")),
        "adult": Question(
            _("Are you 18 or older?"),
            _("If this is for someone else, are they?"),
            (("yes", _("Yes")), ("no", _("No"))),
        ),
        "channel": Question(
            _("How should we contact you?"),
            choices=(("phone", _("Call me")), ("text", _("Text me")), ("email", _("Email me"))),
        ),
        "email": Question(_("Email address")),
        "confirm": Question(
            _("Email me that you have my request"),
            _("It won’t mention your health, but the sender’s address may show who we are."),
        ),
        "for_whom": Question(
            _("Who is this for?"), choices=(("me", _("For me")), ("someone", _("For someone else")))
        ),
        "relation": Question(
            _("Who are they to you?"),
            choices=(
                ("partner", _("My partner")),
                ("parent", _("My parent")),
                ("child", _("My adult child")),
                ("relative", _("Another relative")),
                ("friend", _("A friend")),
                ("client", _("Someone I work with or care for")),
                ("unsaid", _("I’d rather not say")),
            ),
        ),
        "person_knows": Question(
            _("Do they know you’re asking?"),
            _("We never contact someone who doesn’t know. We’ll talk with you."),
            (("yes", _("Yes")), ("no", _("No")), ("unsaid", _("I’d rather not say"))),
        ),
        "language": Question(
            _("Which language would you like to speak?"),
            choices=(
                ("en", _("English")),
                ("es", _("Spanish")),
                ("interpreter", _("Another language, with an interpreter")),
            ),
        ),
        "which_language": Question(_("Which other language?")),
        "message": Question(
            _("Your message"), _("You don’t need to tell us what happened. Up to 1,000 characters.")
        ),
        "consent": Question(
            _(
                "You may read this and contact me the way I chose. "
                "I know that calls, texts, and email aren’t fully private."
            )
        ),
    },
)
