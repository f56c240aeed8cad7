"""The contact rules that apply to a call: those of the request and of all requests linked to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from intake.models import Submission
from intake.models.opening import current_answers
from intake.rules.safety_card import SafetyCard
from intake.services.triage.queue_time import linked_with


def effective_contact_rules(submission: Submission, own: SafetyCard | None = None) -> SafetyCard:
    """Return the strictest combination of the safety cards of a request and those linked to it.

    Pass the request's `own` card to avoid opening it again. Raises SealingError, or KeyError and
    ValueError for answers without a card.
    """
    card = own or SafetyCard.from_answers(current_answers(submission))
    cards = (SafetyCard.from_answers(current_answers(other)) for other in _linked(submission))
    return reduce(SafetyCard.strictest_with, cards, card)


def words_to_use(submission: Submission, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return whom to ask for and the word to say first; "" for none.

    They are those in the `answers` of the request, or else of the last linked request that has one. Raises
    SealingError if a linked request can't be opened.
    """
    words = {name: answers.get(name) or "" for name in ("ask_for", "code_word")}
    if all(words.values()):
        return words
    for other in _linked(submission):
        given = current_answers(other)
        words = {name: word or given.get(name) or "" for name, word in words.items()}
    return words


def _linked(submission: Submission) -> QuerySet[Submission]:
    rows = Submission.objects.filter(pk__in=linked_with(submission.pk), purged_at=None)
    return rows.prefetch_related("amendments").order_by("-received_at", "pk")
