"""The consultation form. Every question can be skipped, except those needed to reach a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.contact import LANGUAGE, REACH, SAFETY, SOMEONE, WHO
from intake.questions.question import Question, Wording

_HEALTH_CHOICES = (
    ("no", _("No")),
    ("yes", _("Yes")),
    ("unsure", _("I am not sure")),
    ("talk", _("I prefer to talk about it")),
)

_CONCERNS = {
    "areas": Question(
        _("Which of these are hard for you just now?"),
        _("So that the right person calls you. Tick as many as you like, or none."),
        (
            ("sleep", _("Sleep or nightmares")),
            ("memories", _("Memories that come when I do not want them")),
            ("guard", _("Being on guard or easily startled")),
            ("numb", _("Feeling numb or cut off")),
            ("mood", _("Low mood")),
            ("worry", _("Worry or panic")),
            ("blame", _("Guilt or blame")),
            ("people", _("Getting on with people, at home or at work")),
            ("pain", _("Pain")),
            ("substances", _("Alcohol or drugs")),
            ("talk", _("I prefer to talk about it")),
        ),
    ),
    "note": Question(
        _("Anything you would like to add"),
        _("You do not need to tell us what happened to you. 500 characters at most."),
    ),
}

_TRIED = {
    "therapies": Question(
        _("Which talking therapies have you tried?"),
        _("Talking therapies are what guidelines suggest first, so we look at them together."),
        (
            ("pe", _("Prolonged exposure (PE)")),
            ("cpt", _("Cognitive processing therapy (CPT)")),
            ("emdr", _("EMDR")),
            ("other", _("Another talking therapy")),
            ("group", _("A support group")),
            ("none", _("None so far")),
            ("unsure", _("I am not sure what it was")),
            ("talk", _("I prefer to talk about it")),
        ),
    ),
    "medicines": Question(
        _("Which medicines have you tried for this?"),
        _("So that nobody suggests what did not help. Please do not stop a medicine on your own."),
        (
            ("sertraline", _("Sertraline (Zoloft)")),
            ("paroxetine", _("Paroxetine (Paxil)")),
            ("venlafaxine", _("Venlafaxine (Effexor)")),
            ("other", _("Another medicine")),
            ("none", _("None so far")),
            ("unsure", _("I am not sure what it was")),
            ("talk", _("I prefer to talk about it")),
        ),
    ),
}

_HEALTH = {
    "blood_pressure": Question(
        _("High blood pressure"), _("Ketamine can raise blood pressure."), _HEALTH_CHOICES
    ),
    "heart": Question(
        _("A heart problem, or a stroke"),
        _("With some heart problems a rise in blood pressure is a danger."),
        _HEALTH_CHOICES,
    ),
    "pregnancy": Question(
        _("Pregnant, trying to be, or breastfeeding"),
        _("Ketamine is not advised then. Choose no if this is not about you."),
        _HEALTH_CHOICES,
    ),
    "psychosis_or_mania": Question(
        _("A time of psychosis or mania"),
        _("Such as hearing voices, or days of high energy with hardly any sleep. We look at this first."),
        _HEALTH_CHOICES,
    ),
    "liver": Question(
        _("A liver problem"), _("Ketamine has harmed the liver in some people."), _HEALTH_CHOICES
    ),
    "bladder": Question(
        _("A bladder problem"), _("Long use of ketamine can harm the bladder."), _HEALTH_CHOICES
    ),
    "substance_use": Question(
        _("Alcohol or drug use that worries you or others"),
        _("Ketamine can be misused. We ask everybody, and judge nobody."),
        _HEALTH_CHOICES,
    ),
    "medicines_now": Question(
        _("Medicines you take now"),
        _("To see how they go together. Names are enough. Leave it empty to talk about it instead."),
    ),
}

_HOPES = {
    "hopes": Question(
        _("What would you like to be different?"),
        _("In your own words, if you like. 500 characters at most."),
    ),
    "ride_home": Question(
        _("Could an adult take you home after a treatment visit?"),
        _("Nobody may drive until the next day. If not, we think about it together."),
        (("yes", _("Yes")), ("no", _("No")), ("unsure", _("I am not sure"))),
    ),
    "access": Question(
        _("What would make a visit easier?"),
        _("So that we can prepare. We cannot promise everything."),
        (
            ("step_free", _("A way in without steps")),
            ("hearing", _("Help with hearing")),
            ("seeing", _("Help with seeing or reading")),
            ("quiet", _("A quiet place to wait")),
            ("companion", _("Somebody with me")),
            ("same_gender", _("Staff of my own gender, where possible")),
        ),
    ),
}

CONSULTATION_1 = Wording(
    version="consultation-1",
    questions={
        **WHO,
        **SOMEONE,
        **REACH,
        **SAFETY,
        **_CONCERNS,
        **_TRIED,
        **_HEALTH,
        **_HOPES,
        **LANGUAGE,
        "consent": Question(
            _(
                "I agree that staff of the clinic may read these answers and contact me in the way I chose. "
                "I know that this is a request, not a treatment, and that calls, texts and e-mail are not "
                "fully private."
            )
        ),
    },
    steps={
        "for_whom": _("Who is asking, and for whom?"),
        "relation": _("Who is the person you ask for?"),
        "name": _("How may we reach you safely?"),
        "areas": _("What brings you to us?"),
        "therapies": _("What have you tried so far?"),
        "blood_pressure": _("Which of these should a clinician know about?"),
        "hopes": _("What do you hope for, and what would help?"),
        "consent": _("May we read this and contact you?"),
    },
)
