"""The call script, made from the safety card, so that staff need not think of rules while dialing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.enums import CallTime, Channel, Language
from intake.rules.safety_card import SafetyCard
from intake.staff.call_card.spoken_words import ENGLISH, OTHERS, SpokenWords
from intake.staff.display import visible


@dataclass(frozen=True)
class ScriptStep:
    """One step of a call: when it applies, what to do, and what to say (`said`, verbatim).

    `in_theirs` is the same in the language of the call, if that isn't English; `language` is its code.
    """

    when: str
    do: str = ""
    said: str = ""
    in_theirs: str = ""
    language: str = ""


def allowed(card: SafetyCard, which_language: str = "") -> list[tuple[str, bool]]:
    """Return the rules of a card as text, each with whether it is a permission.

    `which_language` is what the person called the language for which they need an interpreter.
    """
    return list(_allowed(card, which_language))


def _allowed(card: SafetyCard, which_language: str) -> Iterator[tuple[str, bool]]:
    ways = {
        Channel.PHONE: _("Call"),
        Channel.TEXT: _("Text only, don’t call"),
        Channel.EMAIL: _("Email only, don’t call"),
    }
    if card.language == Language.SPANISH:
        yield _("Speaks Spanish (Español)"), True
    elif card.language == Language.INTERPRETER:
        need = _("Needs an interpreter")
        yield f"{need}: {visible(which_language)}" if which_language else need, True
    yield ways[card.channel], True
    if card.channel != Channel.EMAIL:
        yield _times(card), bool(card.times)
    if card.channel == Channel.PHONE:
        yield (_("You may leave a message"), True) if card.voicemail else (_("Don’t leave a message"), False)
    if card.say_clinic_name:
        yield _("You may say the clinic’s name"), True
    else:
        yield _("Don’t say the clinic’s name"), False


def _times(card: SafetyCard) -> str:
    if not card.times:
        return _("No time suits all linked requests")
    if CallTime.ANY in card.times:
        return _("Any time we are open")
    return ", ".join(str(time.label) for time in card.times)


def script(card: SafetyCard, answers: Mapping[str, Any], *, proof: str = "") -> list[ScriptStep]:
    """Return the script for a card and the names in the answers, in English and the language of the call.

    `proof` is the word that came with the request, if its number or address was changed afterward. The
    person who answers must say it, because anyone who found the receipt could have changed them.
    """
    if proof:
        answers = {**answers, "code_word": ""}
        return [_proof_step(card, proof), *script(card, answers)]
    name, word = visible(answers["name"]), visible(answers.get("code_word") or "")
    if card.channel == Channel.PHONE:
        asked = visible(answers.get("ask_for") or "") or name
        return list(_call(card, name, asked, word))
    signature = clinic.current().clinic.name if card.say_clinic_name else _("your first name only")
    return [
        _say(card, _("Write"), lambda words: _after(word, str(words.write).format(name=name))),
        ScriptStep(_("Sign as"), do=signature),
        ScriptStep(_("Never write"), do=_("What it’s about, or anything about health.")),
    ]


def _proof_step(card: SafetyCard, word: str) -> ScriptStep:
    if card.channel == Channel.EMAIL:
        when = _("The email address was changed after the request was sent")
        do = _("First ask for the word they gave us. Go on only if they answer “{word}”, and don’t write it.")
    else:
        when = _("The number was changed after the request was sent")
        do = _("Ask for the word they gave us. Go on only if it’s “{word}”, and don’t say it yourself.")
    return _say(card, when, lambda words: str(words.proof), do=do.format(word=visible(word)))


def _call(card: SafetyCard, name: str, asked: str, word: str) -> Iterator[ScriptStep]:
    facts = clinic.current().clinic
    yield _say(card, _("First"), lambda words: str(words.ask).format(name=asked))
    yield _say(
        card,
        _("If someone else answers"),
        lambda words: (
            str(words.named).format(clinic=facts.name) if card.say_clinic_name else str(words.to_someone_else)
        ),
        do="" if card.say_clinic_name else _("Don’t say who we are or what it’s about."),
    )
    yield _say(
        card, _("Once you reach {name}").format(name=name), lambda words: _after(word, str(words.ready))
    )
    yield _say(card, _("If it isn’t a good time"), lambda words: str(words.later))
    yield _say(card, _("If they’re in danger or in crisis"), lambda words: str(words.crisis))
    if not card.voicemail:
        yield ScriptStep(_("If you reach voicemail"), do=_("Hang up before the tone."))
        return
    yield _say(
        card,
        _("If you reach voicemail"),
        lambda words: str(words.voicemail).format(name=name, back=_call_back(words, facts.phone)),
        do=_("Give your first name, say these words, and nothing more."),
    )


def _say(card: SafetyCard, when: str, line: Callable[[SpokenWords], str], *, do: str = "") -> ScriptStep:
    step = ScriptStep(when, do, said=line(ENGLISH))
    if card.language not in OTHERS:
        return step
    return replace(step, in_theirs=line(OTHERS[card.language]), language=card.language.value)


def _after(word: str, line: str) -> str:
    return f"{word}. {line}" if word else line


def _call_back(words: SpokenWords, phone: str) -> str:
    return str(words.call_me).format(phone=phone) if phone else str(words.try_again)
