"""The contact-safety card: rules by which a person may be reached without harm.

The card holds no name, number or word: only what is allowed. It is what a receipt shows in
plain words, and what the staff side holds a call against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from intake.enums import CallTime, Channel, Language

# Clock times (clinic's zone) that each answer means; the questions say the same hours.
WINDOWS = {
    CallTime.MORNING: (dt.time(0), dt.time(11)),
    CallTime.MIDDAY: (dt.time(11), dt.time(14)),
    CallTime.AFTERNOON: (dt.time(14), dt.time.max),
    CallTime.ANY: (dt.time(0), dt.time.max),
}
# A call may be heard, a text may be seen, a mailbox has a password.
_FROM_OPEN_TO_QUIET = (Channel.PHONE, Channel.TEXT, Channel.EMAIL)


@dataclass(frozen=True)
class SafetyCard:
    """What a person allowed. Silence about a rule always means the stricter one."""

    channel: Channel
    times: tuple[CallTime, ...] = (CallTime.ANY,)
    voicemail: bool = False
    say_clinic_name: bool = False
    asks_for: bool = False
    code_word: bool = False
    language: Language = Language.ENGLISH

    @classmethod
    def from_answers(cls, answers: Mapping[str, Any]) -> SafetyCard:
        """Return the card in a submission's answers; answers of older forms lack some rules."""
        return cls(
            channel=Channel(answers["channel"]),
            times=tuple(CallTime(time) for time in answers["times"]),
            voicemail=answers["voicemail"],
            say_clinic_name=answers["say_clinic_name"],
            asks_for=bool(answers.get("ask_for")),
            code_word=bool(answers.get("code_word")),
            language=Language(answers.get("language", Language.ENGLISH)),
        )

    def allows_at(self, local_time: dt.time) -> bool:
        """Return whether a call at this clock time (clinic's zone) is at a time the person gave."""
        return any(WINDOWS[time][0] <= local_time < WINDOWS[time][1] for time in self.times)

    def windows(self) -> list[tuple[dt.time, dt.time]]:
        """Return the clock times (clinic's zone) at which the person may be called."""
        return [WINDOWS[time] for time in self.times]

    def strictest_with(self, other: SafetyCard) -> SafetyCard:
        """Return the card that breaks neither of two: what both allow, and what either asks for."""
        return SafetyCard(
            channel=max(self.channel, other.channel, key=_FROM_OPEN_TO_QUIET.index),
            times=_times_of_both(self.times, other.times),
            voicemail=self.voicemail and other.voicemail,
            say_clinic_name=self.say_clinic_name and other.say_clinic_name,
            asks_for=self.asks_for or other.asks_for,
            code_word=self.code_word or other.code_word,
            language=self.language if self.language != Language.ENGLISH else other.language,
        )

    def sentences(self) -> list[str]:
        """Return the rules as we promise them to the person."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self.channel == Channel.EMAIL:
            yield _("We will write to the e-mail address you gave. We will not call.")
            return
        text = self.channel == Channel.TEXT
        yield (
            _("We will text the number you gave. We will not call first.")
            if text
            else _("We will call the number you gave.")
        )
        if CallTime.ANY in self.times:
            yield _("Any time in our opening hours suits you.")
        else:
            when = ", ".join(str(time.label).lower() for time in self.times)
            yield str(format_lazy(_("We will try at these times: {when}."), when=when))
        if self.asks_for:
            yield _("We will ask for the person you named.")
        yield (
            _("We may leave a short message.")
            if self.voicemail
            else _("We will not leave a message. If nobody answers, we try again.")
        )
        yield (
            _("We may say the clinic’s name.")
            if self.say_clinic_name
            else _("We will not say the clinic’s name to anybody else.")
        )
        if self.code_word:
            yield _("We will say your word, so that you know it is us.")
        if self.language == Language.SPANISH:
            yield _("You would like to speak Spanish.")
        elif self.language == Language.INTERPRETER:
            yield _("You asked for an interpreter.")


def _times_of_both(some: tuple[CallTime, ...], others: tuple[CallTime, ...]) -> tuple[CallTime, ...]:
    if CallTime.ANY in some:
        return others
    return some if CallTime.ANY in others else tuple(time for time in some if time in others)
