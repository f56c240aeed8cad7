"""The questions of the public forms in the voice of staff, who ask them about another person.

Only labels, hints and messages differ. What is stored, and the consent that is read aloud, are the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _

from intake.questions import Question, Wording

_Form = TypeVar("_Form", bound=forms.Form)
# A label, and a hint or "".
_LABELS: dict[str, tuple[Any, Any]] = {
    "name": (gettext_lazy("Their name"), gettext_lazy("What we should call them. A first name is enough.")),
    "phone": (gettext_lazy("Phone number that’s safe to use"), ""),
    "when": (gettext_lazy("When may we contact them?"), ""),
    "times": (gettext_lazy("At these times"), ""),
    "voicemail": (gettext_lazy("May we leave a message?"), ""),
    "say_clinic_name": (gettext_lazy("May we name the clinic?"), ""),
    "ask_for": (gettext_lazy("Who should we ask for?"), gettext_lazy("Only if it’s a different name.")),
    "code_word": (gettext_lazy("A word we should say first"), gettext_lazy("So they know it’s us.")),
    "adult": (gettext_lazy("Is the person who needs help 18 or older?"), ""),
    "channel": (gettext_lazy("How should we contact them?"), ""),
    "email": (gettext_lazy("Email address"), ""),
    "confirm": (
        gettext_lazy("Email them that we have their request"),
        gettext_lazy("It won’t mention their health, but the sender’s address may show who we are."),
    ),
    "for_whom": (gettext_lazy("Who is it for?"), ""),
    "relation": (gettext_lazy("Who is that person to them?"), gettext_lazy("If it’s for someone else.")),
    "person_knows": (gettext_lazy("Does that person know they’re asking?"), ""),
    "language": (gettext_lazy("Which language would they like to speak?"), ""),
    "which_language": (gettext_lazy("Which other language?"), ""),
    "message": (gettext_lazy("Their message"), gettext_lazy("In their words, up to 1,000 characters.")),
    "areas": (gettext_lazy("What is hard for them right now?"), gettext_lazy("Check any that they name.")),
    "note": (gettext_lazy("Anything they’d like to add"), gettext_lazy("Up to 500 characters.")),
    "therapies": (gettext_lazy("Which talk therapies have they tried?"), ""),
    "medicines": (gettext_lazy("Which medicines have they tried for this?"), ""),
    "health": (gettext_lazy("Which of these apply?"), gettext_lazy("No answer rules them out.")),
    "medicines_now": (gettext_lazy("Medicines they take now"), gettext_lazy("Names are enough.")),
    "hopes": (gettext_lazy("What would they like to be different?"), gettext_lazy("In their own words.")),
    "ride_home": (gettext_lazy("Could an adult take them home after treatment?"), ""),
    "access": (gettext_lazy("What would make a visit easier?"), ""),
}
# Choices that speak as the patient; the others read the same in both voices.
_CHOICES: dict[tuple[str, str], Any] = {
    ("for_whom", "me"): gettext_lazy("For themselves"),
    ("when", "any"): gettext_lazy("Any time we’re open"),
    ("channel", "phone"): gettext_lazy("Call"),
    ("channel", "text"): gettext_lazy("Text"),
    ("channel", "email"): gettext_lazy("Email"),
    ("relation", "partner"): gettext_lazy("Their partner"),
    ("relation", "parent"): gettext_lazy("Their parent"),
    ("relation", "child"): gettext_lazy("Their adult child"),
    ("relation", "client"): gettext_lazy("Someone they work with or care for"),
    ("areas", "memories"): gettext_lazy("Memories that come when they don’t want them"),
    ("health", "substance_use"): gettext_lazy("Alcohol or drug use that worries them or others"),
    ("access", "companion"): gettext_lazy("Someone with them"),
    ("access", "same_gender"): gettext_lazy("Staff of their own gender, if possible"),
}
_FOR_EVERY_QUESTION = {
    "unsaid": gettext_lazy("They’d rather not say"),
    "unsure": gettext_lazy("They’re not sure"),
    "talk": gettext_lazy("They’d rather talk about it"),
}
_MISSING = {
    "name": gettext_lazy("Enter their name, or the name we should use"),
    "phone": gettext_lazy("Enter the phone number to reach them at"),
    "email": gettext_lazy("Enter the email address to write to"),
    "when": gettext_lazy("Choose when we may contact them"),
    "channel": gettext_lazy("Choose how we should contact them"),
    "consent": gettext_lazy("Check the box if they agree that we may write this down and contact them"),
}
# By the first question of the group.
HEADINGS = {
    "for_whom": gettext_lazy("Who needs help?"),
    "relation": gettext_lazy("If it’s for someone else"),
    "name": gettext_lazy("How can we reach them?"),
    "times": gettext_lazy("When and how is it safe?"),
    "areas": gettext_lazy("What brings them to us?"),
    "therapies": gettext_lazy("What have they tried so far?"),
    "health": gettext_lazy("What should a clinician know?"),
    "hopes": gettext_lazy("What do they hope for?"),
    "consent": gettext_lazy("Do they agree?"),
}


def in_staff_voice(form: _Form) -> _Form:
    """Reword a form for staff, without the fields that detect machines, and return it before validation."""
    for name in ("spare", "stamp", "nonce"):  # for machines and receipts; staff are signed in
        form.fields.pop(name, None)
    for name, field in form.fields.items():
        if name in _LABELS:
            field.label, field.help_text = _LABELS[name]
        if name in _MISSING:
            field.error_messages["required"] = _MISSING[name]
        if name == "consent":
            field.help_text = _in_other_languages(field.label)
            field.label = _("I read this to them, and they agree: “{text}”").format(text=field.label)
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, _label(name, str(value), label)) for value, label in field.choices]
    return form


def _in_other_languages(text: Any) -> SafeString:
    """Return a lazy text in each other language of the site, to be read aloud to someone who speaks it."""
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    lines = []
    for code in others:
        with override(code):
            lines.append((code, get_language_info(code)["name_local"].capitalize(), str(text)))
    return format_html_join(" ", '<span lang="{}">{}: “{}”</span>', lines)


def wording_in_staff_voice(wording: Wording) -> Wording:
    """Return the questions of a public form as staff asked them, with the answers to choose from."""
    questions = {name: _question(name, question) for name, question in wording.questions.items()}
    steps = {first: HEADINGS.get(first, heading) for first, heading in wording.steps.items()}
    return replace(wording, questions=questions, steps=steps)


def _question(name: str, question: Question) -> Question:
    label, _hint = _LABELS.get(name, (question.label, ""))
    choices = tuple((value, _label(name, value, words)) for value, words in question.choices)
    return replace(question, label=label, choices=choices)


def _label(name: str, value: str, label: Any) -> Any:
    return _CHOICES.get((name, value), _FOR_EVERY_QUESTION.get(value, label))
