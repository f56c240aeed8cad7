"""The contact rules that apply to a call: those of the request and of all requests linked to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from intake.models import Submission
from intake.models.opening import current_answers, unseal
from intake.rules.safety_card import SafetyCard
from intake.services.triage.queue_time import linked_with


def effective_contact_rules(submission: Submission, own: SafetyCard | None = None) -> SafetyCard:
    """Return the strictest combination of the safety cards of a request and the open ones linked to it.

    Pass the request's `own` card to avoid opening it again. Raises SealingError, or KeyError and
    ValueError for answers without a card.
    """
    card = own or SafetyCard.from_answers(current_answers(submission))
    cards = (SafetyCard.from_answers(current_answers(other)) for other in _linked(submission))
    return reduce(SafetyCard.strictest_with, cards, card)


def words_to_use(
    submission: Submission, answers: Mapping[str, Any], *, as_sent: bool = False
) -> tuple[dict[str, str], list[Submission]]:
    """Return whom to ask for and the word to say first, "" for none, and the linked requests they are from.

    They are those in the `answers` of the request, or else of the last open linked request that has one
    that the person didn't remove from this one later (`as_sent`: whatever was removed, because anyone who
    found the receipt could have done so). Raises SealingError if one can't be opened.
    """
    words = {name: answers.get(name) or "" for name in ("ask_for", "code_word")}
    if all(words.values()):
        return words, []
    removed, sources = ({} if as_sent else _removed_at(submission)), []
    for other in _linked(submission):
        given = current_answers(other)
        found = {
            name: given[name]
            for name, word in words.items()
            if not word and given.get(name) and (name not in removed or removed[name] < other.received_at)
        }
        if found:
            words, sources = words | found, [*sources, other]
    return words, sources


def _removed_at(submission: Submission) -> dict[str, dt.datetime]:
    """Return when the person removed the name to ask for or the word from a request."""
    return {
        name: change.received_at
        for change in submission.amendments.all()
        for name, value in unseal(change).items()
        if value == ""
    }


def _linked(submission: Submission) -> QuerySet[Submission]:
    # What is over counts no more: the person has said since how to reach them.
    rows = Submission.objects.still_open().filter(pk__in=linked_with(submission.pk))
    return rows.prefetch_related("amendments").order_by("-received_at", "pk")
