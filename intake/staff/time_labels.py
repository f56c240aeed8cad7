"""Times in a form that is easy to grasp during a call: how late, how soon, and when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake.enums import CallTime, Channel, Language
from intake.models import Submission
from intake.models.submission import NEVER
from intake.rules.next_step import NextStep, step_of
from intake.rules.safety_card import SafetyCard
from intake.rules.staff_times import staff_time
from intake.rules.states import TO_CALL
from intake.services.calls.attempts import broken_rules
from intake.services.calls.promised_calls import is_promised_now
from intake.services.triage.queue_time import planned_on_each_linked


def _span(delta: dt.timedelta) -> str:
    """Return the absolute value of a duration as text, in one or two units."""
    minutes = int(abs(delta).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if hours:
        return _("{h} h {m} min").format(h=hours, m=minutes % 60)
    return _("{m} min").format(m=minutes)


def due_words(submission: Submission, now: dt.datetime) -> str:
    """Return how late or how soon the next step is due; empty if it has no deadline, or is planned."""
    step = step_of(submission)
    planned = step == NextStep.CALL_FROM and submission.next_call_at > now
    if step in {NextStep.NONE, NextStep.THEY_CALL} or planned or submission.queue_at >= NEVER:
        return ""
    left = submission.queue_at - now
    if abs(left) < dt.timedelta(minutes=1):
        return _("due now")
    return (_("{span} late") if left < dt.timedelta() else _("in {span}")).format(span=_span(left))


def whose_step(submission: Submission, now: dt.datetime) -> Submission:
    """Return the linked request whose next step counts for this one, if there is one, or else itself."""
    return steps_on_linked([submission], now).get(submission.pk, submission)


def steps_on_linked(submissions: Iterable[Submission], now: dt.datetime) -> dict[uuid.UUID, Submission]:
    """Return the linked request whose next step counts for each of `submissions` that has one, by its id."""
    return planned_on_each_linked([each for each in submissions if each.status in TO_CALL], now)


def step_words(submission: Submission, now: dt.datetime) -> str:
    """Return the next step with its time, such as "Call by today, 2:00 p.m. EST"; empty if there is none."""
    match step_of(submission):
        case NextStep.CALL_AT:
            return _("Call back {time}").format(time=staff_time(submission.promised_call_at, now))
        case NextStep.CALL_FROM if submission.next_call_at > now:
            return _("Call from {time}").format(time=staff_time(submission.next_call_at, now))
        case NextStep.CALL_FROM | NextStep.CALL_BY if submission.queue_at < NEVER:
            return _("Call by {time}").format(time=staff_time(submission.queue_at, now))
        case NextStep.THEY_CALL:
            return _("They’ll call us")
    return ""


_WAYS = {
    Channel.PHONE: gettext_lazy("Call"),
    Channel.TEXT: gettext_lazy("Text"),
    Channel.EMAIL: gettext_lazy("Email"),
}
_TIMES = {
    CallTime.MORNING: gettext_lazy("mornings"),
    CallTime.MIDDAY: gettext_lazy("midday"),
    CallTime.AFTERNOON: gettext_lazy("afternoons"),
}


def contact_words(submission: Submission, now: dt.datetime) -> str:
    """Return how and when to reach a person, whether with an interpreter, and whether now; empty if unknown.

    For linked requests (`is_linked`) it doesn't say whether now: only the card knows their common rules.
    """
    if not submission.is_open or submission.way not in _WAYS:
        return ""
    words = way_words(submission)
    if submission.language == Language.INTERPRETER:
        words = ", ".join([words, _("interpreter")])
    if not submission.to_call or submission.is_linked:
        return words
    return (_("{way}: now") if _may_contact(submission, now) else _("{way}: later")).format(way=words)


def way_words(submission: Submission) -> str:
    """Return how and when a person may be reached, such as "Call, mornings", once that is known."""
    times = [str(_TIMES[each]) for each in submission.call_times.split() if each in _TIMES]
    return ", ".join([str(_WAYS[submission.way]), *(times if submission.way != Channel.EMAIL else [])])


def known_rules(submission: Submission) -> SafetyCard:
    """Return the rules of a request as far as the queue has them: its channel and its times."""
    times = tuple(CallTime(each) for each in submission.call_times.split() if each in CallTime.values)
    return SafetyCard(Channel(submission.way), times)


def _may_contact(submission: Submission, now: dt.datetime) -> bool:
    """Return whether "Take the next call" may assign this request now, by its times and planned attempt."""
    if submission.next_call_at is not None and submission.next_call_at > now:
        return False
    card = known_rules(submission)
    return is_promised_now(submission, now) or not broken_rules(card, card.channel, now)


def speaks_spanish(submission: Submission) -> bool:
    """Return whether to call in Spanish: by the answer, or until it is indexed, by the form's language."""
    return submission.is_open and (submission.language or submission.page_language) == Language.SPANISH
