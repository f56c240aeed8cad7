"""What to say: sentences made from the safety card, so that nobody thinks of rules while dialling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.enums import CallTime, Channel, Language
from intake.safety_card import SafetyCard
from intake.staff.display import visible


@dataclass(frozen=True)
class Line:
    """One step of a call: when, and what to say or do. `said` are words to be spoken as they are."""

    when: str
    do: str = ""
    said: str = ""


def allowed(card: SafetyCard) -> list[tuple[str, bool]]:
    """Return the rules of a card in plain words, each with whether it permits something."""
    return list(_allowed(card))


def _allowed(card: SafetyCard) -> Iterator[tuple[str, bool]]:
    ways = {
        Channel.PHONE: _("Call"),
        Channel.TEXT: _("Text only, do not call"),
        Channel.EMAIL: _("E-mail only, do not call"),
    }
    yield ways[card.channel], True
    if card.channel != Channel.EMAIL:
        yield _times(card), bool(card.times)
    if card.channel == Channel.PHONE:
        yield (_("You may leave a message"), True) if card.voicemail else (_("Leave no message"), False)
    if card.say_clinic_name:
        yield _("You may say the clinic’s name"), True
    else:
        yield _("Do not say the clinic’s name"), False
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


def script(card: SafetyCard, answers: Mapping[str, Any]) -> list[Line]:
    """Return what to say, for a card and the names that go with it."""
    name = visible(answers["name"])
    if card.channel == Channel.PHONE:
        return list(_call(card, answers, name))
    sign = clinic.current().clinic.name if card.say_clinic_name else _("your first name alone")
    word = visible(answers.get("code_word") or "")
    hello = _("Hello {name}, you asked to hear from us. When is a good time for you?").format(name=name)
    said = f"{word}. {hello}" if word else hello
    return [
        Line(_("Write"), said=said),
        Line(_("Sign with"), do=sign),
        Line(_("Never write"), do=_("What it is about, or anything of health.")),
    ]


def _call(card: SafetyCard, answers: Mapping[str, Any], name: str) -> Iterator[Line]:
    facts = clinic.current().clinic
    asked = visible(answers.get("ask_for") or "") or name
    word = visible(answers.get("code_word") or "")
    yield Line(_("First"), said=_("Hello, may I speak with {name}, please?").format(name=asked))
    other = _("It is {clinic}. I will call again, thank you.") if card.say_clinic_name else ""
    yield Line(
        _("If it is somebody else"),
        do="" if card.say_clinic_name else _("Say neither who we are nor what it is about."),
        said=(other or _("It is a personal call. I will call again, thank you.")).format(clinic=facts.name),
    )
    ready = _("You asked us to call. Is this a good time, and can you talk freely?")
    yield Line(_("When it is {name}").format(name=name), said=f"{word}. {ready}" if word else ready)
    if not card.voicemail:
        yield Line(_("If a machine answers"), do=_("Hang up before the tone."))
        return
    back = (
        _("Please call me at {phone}.").format(phone=facts.phone) if facts.phone else _("I will try again.")
    )
    said = _("Hello {name}, I am returning your call. {back} Thank you.").format(name=name, back=back)
    yield Line(_("If a machine answers"), do=_("Your first name, these words, and no more."), said=said)
