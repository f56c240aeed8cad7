"""The call script, made from the safety card, so that staff need not think of rules while dialing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.enums import CallTime, Channel, Language
from intake.rules.safety_card import SafetyCard
from intake.staff.requests.display import visible


@dataclass(frozen=True)
class ScriptStep:
    """One step of a call: when it applies, what to do, and what to say (`said`, verbatim)."""

    when: str
    do: str = ""
    said: str = ""


def allowed(card: SafetyCard) -> list[tuple[str, bool]]:
    """Return the rules of a card as text, each with whether it is a permission."""
    return list(_allowed(card))


def _allowed(card: SafetyCard) -> Iterator[tuple[str, bool]]:
    ways = {
        Channel.PHONE: _("Call"),
        Channel.TEXT: _("Text only, don’t call"),
        Channel.EMAIL: _("Email only, don’t call"),
    }
    yield ways[card.channel], True
    if card.channel != Channel.EMAIL:
        yield _times(card), bool(card.times)
    if card.channel == Channel.PHONE:
        yield (_("You may leave a message"), True) if card.voicemail else (_("Don’t leave a message"), False)
    if card.say_clinic_name:
        yield _("You may say the clinic’s name"), True
    else:
        yield _("Don’t say the clinic’s name"), False
    if card.language == Language.SPANISH:
        yield _("Speaks Spanish"), True
    elif card.language == Language.INTERPRETER:
        yield _("Needs an interpreter"), True


def _times(card: SafetyCard) -> str:
    if not card.times:
        return _("No time suits all linked requests")
    if CallTime.ANY in card.times:
        return _("Any time we are open")
    return ", ".join(str(time.label) for time in card.times)


def script(card: SafetyCard, answers: Mapping[str, Any], *, proof: str = "") -> list[ScriptStep]:
    """Return the script for a card and the names in the answers.

    `proof` is the word that came with the request, if its number was changed afterwards: who answers
    must say it, because anyone who found the receipt could have changed the number.
    """
    if proof:
        answers = {**answers, "code_word": ""}
        return [_proof_step(proof), *script(card, answers)]
    name = visible(answers["name"])
    if card.channel == Channel.PHONE:
        return list(_call(card, answers, name))
    signature = clinic.current().clinic.name if card.say_clinic_name else _("your first name only")
    word = visible(answers.get("code_word") or "")
    hello = _("Hello {name}, you asked to hear from us. When is a good time for you?").format(name=name)
    said = f"{word}. {hello}" if word else hello
    return [
        ScriptStep(_("Write"), said=said),
        ScriptStep(_("Sign as"), do=signature),
        ScriptStep(_("Never write"), do=_("What it’s about, or anything about health.")),
    ]


def _proof_step(word: str) -> ScriptStep:
    return ScriptStep(
        _("The number was changed after the request was sent"),
        do=_("Ask for the word they gave us. Go on only if it’s “{word}”, and don’t say it yourself.").format(
            word=visible(word)
        ),
    )


def _call(card: SafetyCard, answers: Mapping[str, Any], name: str) -> Iterator[ScriptStep]:
    facts = clinic.current().clinic
    asked = visible(answers.get("ask_for") or "") or name
    word = visible(answers.get("code_word") or "")
    yield ScriptStep(_("First"), said=_("Hello, may I speak with {name}, please?").format(name=asked))
    other = _("This is {clinic}. I’ll call back. Thank you.") if card.say_clinic_name else ""
    yield ScriptStep(
        _("If someone else answers"),
        do="" if card.say_clinic_name else _("Don’t say who we are or what it’s about."),
        said=(other or _("It’s a personal call. I’ll call back. Thank you.")).format(clinic=facts.name),
    )
    ready = _("You asked us to call. Is this a good time, and can you talk freely?")
    yield ScriptStep(_("Once you reach {name}").format(name=name), said=f"{word}. {ready}" if word else ready)
    if not card.voicemail:
        yield ScriptStep(_("If you reach voicemail"), do=_("Hang up before the tone."))
        return
    back = _("Please call me at {phone}.").format(phone=facts.phone) if facts.phone else _("I’ll try again.")
    said = _("Hello {name}, I’m returning your call. {back} Thank you.").format(name=name, back=back)
    yield ScriptStep(
        _("If you reach voicemail"),
        do=_("Give your first name, say these words, and nothing more."),
        said=said,
    )
