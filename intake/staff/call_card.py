"""The call card: who, by which way, what is allowed now, what to say. Nothing of the rest is on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from clinic_site import clinic
from intake.enums import Channel, Rule
from intake.models import Submission
from intake.safety_card import SafetyCard
from intake.sealing import SealingError
from intake.services.attempts import broken_rules, next_time, overridden
from intake.services.effective import effective_card
from intake.services.reading import Opened, open_submission
from intake.staff.display import Line, answer_lines, version_of, visible
from intake.staff.script import Line as Said
from intake.staff.script import allowed, script
from intake.wording import Question, wording_of

# What the front desk needs to reach somebody. Every other answer is masked, whatever it is called.
LOGISTICS = frozenset(
    {
        *("for_whom", "relation", "person_knows", "adult", "name", "channel", "phone", "email", "confirm"),
        *("times", "voicemail", "say_clinic_name", "ask_for", "code_word", "language", "which_language"),
    }
)
# What somebody who calls must know beside the rules and the script, which hold the others.
_BESIDE = {"relation", "person_knows", "which_language"}


@dataclass(frozen=True)
class CallCard:
    """One request as somebody needs it with the receiver in hand.

    `broken` are the rules that contacting the person now would break and that nobody overrode:
    while there are any, `shown` is a mask and `link` is empty.
    """

    name: str
    shown: str
    link: str
    allowed: list[tuple[str, bool]]
    script: list[Said]
    channel: Channel
    broken: list[Rule]
    next_time: dt.datetime | None
    others: list[Line]
    masked: int
    narrative: list[Line] = field(default_factory=list)
    changes: list[tuple[dt.datetime, list[Line]]] = field(default_factory=list)


def open_card(
    submission: Submission, reader: AbstractBaseUser, now: dt.datetime, *, revealed: bool = False
) -> CallCard:
    """Open a request for `reader`, on record, and return its card; with the masked rest if `revealed`.

    Raises SealingError when it cannot be opened, or holds no answers.
    """
    opened = open_submission(submission, reader)
    try:
        answers = _current(opened)
        card = effective_card(submission, SafetyCard.from_answers(answers))
        return _card(submission, opened, answers, card, reader=reader, now=now, revealed=revealed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SealingError(type(error).__name__) from None  # opened, but not what a form stores


def _card(
    submission: Submission,
    opened: Opened,
    answers: dict[str, Any],
    card: SafetyCard,
    *,
    reader: AbstractBaseUser,
    now: dt.datetime,
    revealed: bool,
) -> CallCard:
    given = overridden(submission, reader, now)
    broken = [rule for rule in broken_rules(card, card.channel, now) if rule not in given]
    contact, link = _contact(card.channel, answers)
    masked = [name for name in _asked(answers) if name not in LOGISTICS and answers.get(name)]
    return CallCard(
        name=visible(answers["name"]),
        shown=_masked(contact) if broken else contact,
        link="" if broken else link,
        allowed=allowed(card),
        script=script(card, answers),
        channel=card.channel,
        broken=broken,
        next_time=next_time(card, max(now, submission.next_call_at or now)),
        others=_lines(answers, _BESIDE | ({"for_whom"} if answers.get("for_whom") == "someone" else set())),
        masked=len(masked),
        narrative=_lines(answers, masked) if revealed else [],
        changes=[(each.received_at, _changed(each.answers)) for each in opened.changes] if revealed else [],
    )


def _current(opened: Opened) -> dict[str, Any]:
    answers = dict(opened.answers)
    for change in opened.changes:
        answers |= {name: value for name, value in change.answers.items() if name != "wording"}
    return answers


def _asked(answers: dict[str, Any]) -> dict[str, Question]:
    questions = wording_of(version_of(answers)).questions
    return {name: question for name, question in questions.items() if name != "consent"}


def _lines(answers: dict[str, Any], wanted: frozenset[str] | set[str] | list[str]) -> list[Line]:
    kept = {name: value for name, value in answers.items() if name in wanted and value not in ("", None, [])}
    lines = answer_lines(kept | {"wording": version_of(answers)})
    return [line for line in lines if line.label != _("Agreed to")]


def _changed(answers: dict[str, Any]) -> list[Line]:
    return [line for line in answer_lines(answers) if not line.link]


def _contact(channel: Channel, answers: dict[str, Any]) -> tuple[str, str]:
    if channel == Channel.EMAIL:
        address = answers.get("email") or ""
        return visible(address), f"mailto:{quote(address, safe='@')}" if address else ""
    phone = answers.get("phone") or {}
    if not phone:
        return "", ""
    extension = f";ext={phone['extension']}" if phone["extension"] else ""
    way = "sms" if channel == Channel.TEXT else "tel"
    return visible(phone["typed"]), f"{way}:{phone['e164']}{extension}"


def _masked(contact: str) -> str:
    return "•" * max(len(contact) - 2, 0) + contact[-2:] if contact else ""


def local_time(now: dt.datetime) -> dt.datetime:
    """Return the time on the clinic's clock."""
    return now.astimezone(clinic.current().zone)
