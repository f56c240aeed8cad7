"""The consultation form with one list on its health page. Earlier requests keep `consultation-1`.

Every question can be skipped, except those needed to reach a person.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intake.questions.contact import LANGUAGE, REACH, SAFETY, SOMEONE, WHO
from intake.questions.question import Question, Wording

_TALK = ("talk", _("I’d rather talk about it"))
NONE = "none"

_CONCERNS = {
    "areas": Question(
        _("What is hard for you right now?"),
        _("Check any that fit. This helps the right person call you."),
        (
            ("sleep", _("Sleep or nightmares")),
            ("memories", _("Memories that come when I don’t want them")),
            ("guard", _("Being on guard or easily startled")),
            ("numb", _("Feeling numb or cut off")),
            ("mood", _("Low mood")),
            ("worry", _("Worry or panic")),
            ("blame", _("Guilt or blame")),
            ("people", _("Getting along with people")),
            ("pain", _("Pain")),
            ("substances", _("Alcohol or drugs")),
            _TALK,
        ),
    ),
    "note": Question(
        _("Anything you’d like to add"),
        _("You don’t need to tell us what happened to you. Up to 500 characters."),
    ),
}

_TRIED = {
    "therapies": Question(
        _("Which talk therapies have you tried?"),
        _("Guidelines suggest talk therapy first, so we look at it together."),
        (
            ("pe", _("Prolonged exposure (PE)")),
            ("cpt", _("Cognitive processing therapy (CPT)")),
            ("emdr", _("EMDR")),
            ("other", _("Another talk therapy")),
            ("group", _("A support group")),
            (NONE, _("None so far")),
            ("unsure", _("I’m not sure what it was")),
            _TALK,
        ),
    ),
    "medicines": Question(
        _("Which medicines have you tried for this?"),
        _("Please don’t stop a medicine on your own."),
        (
            ("sertraline", _("Sertraline (Zoloft)")),
            ("paroxetine", _("Paroxetine (Paxil)")),
            ("venlafaxine", _("Venlafaxine (Effexor)")),
            ("other", _("Another medicine")),
            (NONE, _("None so far")),
            ("unsure", _("I’m not sure what it was")),
            _TALK,
        ),
    ),
}

_HEALTH = {
    "health": Question(
        _("Which of these apply?"),
        _("Check any that fit. No answer rules you out."),
        (
            ("blood_pressure", _("High blood pressure")),
            ("heart", _("A heart problem, or a stroke")),
            ("pregnancy", _("Pregnant, trying to be, or breastfeeding")),
            ("psychosis_or_mania", _("A time of hearing voices, or of high energy with hardly any sleep")),
            ("liver", _("A liver problem")),
            ("bladder", _("A bladder problem")),
            ("substance_use", _("Alcohol or drug use that worries you or others")),
            (NONE, _("None of these")),
            _TALK,
        ),
    ),
    "medicines_now": Question(
        _("Medicines taken now"),
        _("Names are enough. Leave it empty to talk about it instead."),
    ),
}

_HOPES = {
    "hopes": Question(
        _("What would you like to be different?"),
        _("In your own words, if you like. Up to 500 characters."),
    ),
    "ride_home": Question(
        _("Could an adult take you home after treatment?"),
        _("You can’t drive until the next day. If not, we’ll plan for it together."),
        (("yes", _("Yes")), ("no", _("No")), ("unsure", _("I’m not sure"))),
    ),
    "access": Question(
        _("What would make a visit easier?"),
        _("So that we can prepare. We can’t promise everything."),
        (
            ("step_free", _("A way in without steps")),
            ("hearing", _("Help with hearing")),
            ("seeing", _("Help with seeing or reading")),
            ("quiet", _("A quiet place to wait")),
            ("companion", _("Someone with me")),
            ("same_gender", _("Staff of my own gender, if possible")),
        ),
    ),
}

CONSULTATION_2 = Wording(
    version="consultation-2",
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
                "I agree that clinic staff may read these answers and contact me in the way I chose. "
                "I know that this is a request, not treatment, and that calls, texts and email are not "
                "fully private."
            )
        ),
    },
    steps={
        "for_whom": _("Who needs help?"),
        "relation": _("Who is the person you’re asking for?"),
        "name": _("How can we reach you?"),
        "times": _("When and how is it safe?"),
        "areas": _("What brings you to us?"),
        "therapies": _("What have you tried so far?"),
        "health": _("What should a clinician know?"),
        "hopes": _("What do you hope for?"),
        "consent": _("May we read this and contact you?"),
    },
)
