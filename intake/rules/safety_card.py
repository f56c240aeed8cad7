"""The contact-safety card: the rules for contacting a person safely.

The card contains no name, number, or code word, only what is allowed. A receipt shows it in plain
language, and the staff side checks each call against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.enums import CallTime, Channel, Language

# Local times (clinic's time zone) for each answer. The questions state the same hours.
WINDOWS = {
    CallTime.MORNING: (dt.time(0), dt.time(11)),
    CallTime.MIDDAY: (dt.time(11), dt.time(14)),
    CallTime.AFTERNOON: (dt.time(14), dt.time.max),
    CallTime.ANY: (dt.time(0), dt.time.max),
}
# The same times in a sentence to a patient; the labels of CallTime belong to frozen questions.
WINDOW_NAMES = {
    CallTime.MORNING: gettext_lazy("morning, before 11 a.m."),
    CallTime.MIDDAY: gettext_lazy("midday, 11 a.m. to 2 p.m."),
    CallTime.AFTERNOON: gettext_lazy("afternoon, after 2 p.m."),
}
# Others may hear a call or see a text message; a mailbox has a password.
_LEAST_TO_MOST_PRIVATE = (Channel.PHONE, Channel.TEXT, Channel.EMAIL)


def call_windows(answers: Mapping[str, Any]) -> list[tuple[dt.time, dt.time]]:
    """Return the local times to which a person limited calls or texts; [] for none."""
    times = answers.get("times") or ()
    if CallTime.ANY in times or answers.get("channel") == Channel.EMAIL:
        return []
    return [WINDOWS[CallTime(time)] for time in times]


def known_times(answers: Mapping[str, Any]) -> str:
    """Return the parts of the day in the answers, separated by spaces, for the column `call_times`."""
    return " ".join(each for each in answers.get("times") or () if each in CallTime.values)


@dataclass(frozen=True)
class SafetyCard:
    """What a person allowed. An unanswered question always means the stricter rule."""

    channel: Channel
    times: tuple[CallTime, ...] = (CallTime.ANY,)
    voicemail: bool = False
    say_clinic_name: bool = False
    asks_for: bool = False
    code_word: bool = False
    language: Language = Language.ENGLISH

    @classmethod
    def from_answers(cls, answers: Mapping[str, Any]) -> SafetyCard:
        """Return the card for a submission's answers. Older forms didn't ask about every rule.

        Times limit calls and texts, so they aren't asked for email.
        """
        channel = Channel(answers["channel"])
        times = answers["times"] or ([CallTime.ANY] if channel == Channel.EMAIL else [])
        return cls(
            channel=channel,
            times=tuple(CallTime(time) for time in times),
            voicemail=answers["voicemail"],
            say_clinic_name=answers["say_clinic_name"],
            asks_for=bool(answers.get("ask_for")),
            code_word=bool(answers.get("code_word")),
            language=Language(answers.get("language", Language.ENGLISH)),
        )

    def allows_at(self, local_time: dt.time) -> bool:
        """Return whether a call at `local_time` (clinic's time zone) is within the times the person gave."""
        return any(begins <= local_time < ends for begins, ends in self.windows())

    def windows(self) -> list[tuple[dt.time, dt.time]]:
        """Return the local times (clinic's time zone) at which the person may be called."""
        return [WINDOWS[time] for time in self.times]

    def strictest_with(self, other: SafetyCard) -> SafetyCard:
        """Return the card that satisfies both: it allows what both allow, and asks for what either does."""
        return SafetyCard(
            channel=max(self.channel, other.channel, key=_LEAST_TO_MOST_PRIVATE.index),
            times=_times_of_both(self.times, other.times),
            voicemail=self.voicemail and other.voicemail,
            say_clinic_name=self.say_clinic_name and other.say_clinic_name,
            asks_for=self.asks_for or other.asks_for,
            code_word=self.code_word or other.code_word,
            language=self.language if self.language != Language.ENGLISH else other.language,
        )

    def sentences(self, times_in_words: Mapping[CallTime, str | Promise] = WINDOW_NAMES) -> list[str]:
        """Return the rules in plain language, as promised to the person. `times_in_words` names the times."""
        return list(self._sentences(times_in_words))

    def _sentences(self, times_in_words: Mapping[CallTime, str | Promise]) -> Iterator[str]:
        if self.channel == Channel.EMAIL:
            yield _("We’ll write to the email address you gave. We won’t call.")
            return
        text = self.channel == Channel.TEXT
        yield (
            _("We’ll text the number you gave. We won’t call first.")
            if text
            else _("We’ll call the number you gave.")
        )
        if CallTime.ANY in self.times:
            yield _("Any time we’re open works for you.")
        else:
            when = "; ".join(str(times_in_words[time]) for time in self.times)
            # A sentence that ends with "p.m." needs no second period.
            yield _("We’ll try at these times: {when}.").format(when=when.removesuffix("."))
        if self.asks_for:
            yield _("We’ll ask for the person you named.")
        if not text:
            yield (
                _("We may leave a short message.")
                if self.voicemail
                else _("We won’t leave a message. If no one answers, we’ll call back.")
            )
        yield (
            _("We may say the clinic’s name.")
            if self.say_clinic_name
            else _("We won’t say the clinic’s name to anyone else.")
        )
        if self.code_word:
            yield _("We’ll say your code word first, so you know it’s us.")
        if self.language == Language.SPANISH:
            yield _("You’d like to speak Spanish.")
        elif self.language == Language.INTERPRETER:
            yield _("You asked for an interpreter.")


def _times_of_both(some: tuple[CallTime, ...], others: tuple[CallTime, ...]) -> tuple[CallTime, ...]:
    if CallTime.ANY in some:
        return others
    return some if CallTime.ANY in others else tuple(time for time in some if time in others)
