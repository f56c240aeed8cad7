"""The call card: whom to contact, over which channel, what is allowed now, and what to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from intake.audit import trail
from intake.crypto.sealing import SealingError
from intake.enums import Channel, EnteredAs, Rule, Status
from intake.models import Submission
from intake.questions import TEXT_SHOWN, Question, language_of, wording_for
from intake.rules.safety_card import SafetyCard
from intake.services.access.reading import Opened, changes_on_record, open_submission
from intake.services.calls.attempts import broken_rules, next_time, overridden
from intake.services.calls.effective_contact_rules import (
    effective_contact_rules,
    word_to_ask_for,
    words_to_use,
)
from intake.services.calls.promised_calls import is_promised_now
from intake.services.triage.linking import open_with_number
from intake.staff.call_card.script import ScriptStep, allowed, script
from intake.staff.display import Line, Voice, answer_lines, sent_from, visible
from intake.staff.key_in.words import wording_in_staff_voice
from intake.staff.time_labels import known_rules, way_words

# What the front desk needs to reach a person. Every other answer is masked, including new ones.
LOGISTICS = frozenset(
    {
        *("for_whom", "relation", "person_knows", "adult", "name", "channel", "phone", "email", "confirm"),
        *("times", "voicemail", "say_clinic_name", "ask_for", "code_word", "language", "which_language"),
    }
)
# Shown on the card in addition to the rules and the script, which cover the other logistics.
_BESIDE = {"relation", "person_knows"}


@dataclass(frozen=True)
class CallCard:
    """One request, as needed during a call.

    `broken` are the rules that contacting the person now would break and that have not been
    overridden. While there are any, and after a withdrawal, `shown` is masked and `link` is empty.
    `stricter` are other open requests with this number that allow less, each with how to reach the person.
    """

    name: str
    shown: str
    link: str
    allowed: list[tuple[str, bool]]
    script: list[ScriptStep]
    channel: Channel
    broken: list[Rule]
    next_time: dt.datetime | None
    others: list[Line]
    masked: int
    narrative: list[Line] = field(default_factory=list)
    changes: list[tuple[dt.datetime, list[Line]]] = field(default_factory=list)
    stricter: list[tuple[Submission, str]] = field(default_factory=list)


def open_card(
    submission: Submission, reader: AbstractBaseUser, now: dt.datetime, *, revealed: bool = False
) -> CallCard:
    """Record that `reader` opens a request, and return its card, with all answers if `revealed`.

    Raises SealingError if it cannot be opened or contains no answers, ChangedSinceArrival if it,
    or a request linked to it, is not what arrived.
    """
    opened = open_submission(submission, reader)
    try:
        answers = _current(opened)
        with changes_on_record(reader):  # covers the linked requests, too
            card = effective_contact_rules(submission, SafetyCard.from_answers(answers))
            words, sources = words_to_use(submission, answers)
            for source in sources:  # what someone wrote there is shown here
                trail.record_read(source, reader, now)
            proof = word_to_ask_for(submission, card.channel)
        if proof:
            card = replace(card, voicemail=False)  # voicemail can't be asked for the word
        said = [] if submission.status == Status.WITHDRAWN else script(card, answers | words, proof=proof)
        return _card(submission, opened, answers, card, said, reader=reader, now=now, revealed=revealed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SealingError(type(error).__name__) from None  # opened, but not the answers of a form


def _card(
    submission: Submission,
    opened: Opened,
    answers: dict[str, Any],
    card: SafetyCard,
    said: list[ScriptStep],
    *,
    reader: AbstractBaseUser,
    now: dt.datetime,
    revealed: bool,
) -> CallCard:
    given = overridden(submission, reader, now)
    broken = [rule for rule in broken_rules(card, card.channel, now) if rule not in given]
    is_withdrawn = submission.status == Status.WITHDRAWN  # they asked us to stop: nothing to say or override
    is_closed = is_withdrawn or bool(broken)
    contact, link = _contact(card.channel, answers)
    masked = [name for name in _asked(answers) if name not in LOGISTICS and answers.get(name)]
    voice = None if submission.entered_as == EnteredAs.WEB else wording_in_staff_voice
    return CallCard(
        name=visible(answers["name"]),
        shown=_masked(contact) if is_closed else contact,
        link="" if is_closed else link,
        allowed=allowed(card, answers.get("which_language") or ""),
        script=said,
        channel=card.channel,
        broken=[] if is_withdrawn else broken,
        next_time=_next_time(submission, card, now),
        others=_beside(answers, voice),
        masked=len(masked),
        narrative=[*_lines(answers, masked, voice), *sent_from(answers)] if revealed else [],
        changes=[(each.received_at, _changed(each.answers)) for each in opened.changes] if revealed else [],
        stricter=[] if is_withdrawn else _stricter(submission, answers.get("phone") or {}, card),
    )


def _stricter(
    submission: Submission, phone: dict[str, Any], card: SafetyCard
) -> list[tuple[Submission, str]]:
    """Return requests that allow less and may be the same person's, which staff decide before they call."""
    if not phone or card.channel == Channel.EMAIL:
        return []
    found = []
    for other in open_with_number(submission, phone["e164"]):
        both = card.strictest_with(known_rules(other)) if other.way else card
        if (both.channel, both.times) != (card.channel, card.times):
            found.append((other, way_words(other)))
    return found


def _next_time(submission: Submission, card: SafetyCard, now: dt.datetime) -> dt.datetime | None:
    promised = submission.promised_call_at
    if promised is not None and now < promised and is_promised_now(submission, promised):
        return promised
    return next_time(card, max(now, submission.next_call_at or now))


def _current(opened: Opened) -> dict[str, Any]:
    answers = dict(opened.answers)
    for change in opened.changes:
        answers |= {name: value for name, value in change.answers.items() if name not in TEXT_SHOWN}
    return answers


def _asked(answers: dict[str, Any]) -> dict[str, Question]:
    questions = wording_for(answers).questions
    return {name: question for name, question in questions.items() if name != "consent"}


def _beside(answers: dict[str, Any], voice: Voice | None) -> list[Line]:
    """Return what else the caller must know: for someone else, even a blank answer on whether they know."""
    if answers.get("for_whom") != "someone":
        return _lines(answers, _BESIDE, voice)
    return _lines(answers, _BESIDE | {"for_whom"}, voice, also_blank={"person_knows"})


def _lines(
    answers: dict[str, Any],
    wanted: Collection[str],
    voice: Voice | None,
    *,
    also_blank: Collection[str] = (),
) -> list[Line]:
    given = {name for name, value in answers.items() if name in also_blank or value not in ("", None, [])}
    kept = {name: value for name, value in answers.items() if name in given and name in wanted}
    form = {"wording": wording_for(answers).version, "page_language": language_of(answers)}
    return [line for line in answer_lines(kept | form, voice) if line.label != _("Agreed to")]


def _changed(answers: dict[str, Any]) -> list[Line]:
    """Return what a patient changed, without a new number or address: the card above has it."""
    rest = {name: value for name, value in answers.items() if name not in {"phone", "email"} or not value}
    return list(answer_lines(rest))


def _contact(channel: Channel, answers: dict[str, Any]) -> tuple[str, str]:
    if channel == Channel.EMAIL:
        address = answers.get("email") or ""
        return visible(address), f"mailto:{quote(address, safe='@')}" if address else ""
    phone = answers.get("phone") or {}
    if not phone:
        return "", ""
    extension = f";ext={phone['extension']}" if phone["extension"] else ""
    scheme = "sms" if channel == Channel.TEXT else "tel"
    return visible(phone["typed"]), f"{scheme}:{phone['e164']}{extension}"


def _masked(contact: str) -> str:
    return "•" * max(len(contact) - 2, 0) + contact[-2:] if contact else ""
