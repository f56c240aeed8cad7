"""The contact rules that apply to a call: those of the request and of all requests linked to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from intake.enums import Channel
from intake.models import Submission
from intake.models.answers import current_answers, unseal
from intake.rules.safety_card import SafetyCard
from intake.services.triage.linked_requests import linked_with

_WORDS = ("ask_for", "code_word")


def effective_contact_rules(submission: Submission, own: SafetyCard) -> SafetyCard:
    """Return the strictest combination of a request's `own` safety card and those of open linked ones.

    Raises SealingError, or KeyError and ValueError for answers without a card.
    """
    cards = (SafetyCard.from_answers(current_answers(other)) for other in _linked(submission))
    return reduce(SafetyCard.strictest_with, cards, own)


def words_to_use(
    submission: Submission, answers: Mapping[str, Any], *, until: dt.datetime | None = None
) -> tuple[dict[str, str], list[Submission]]:
    """Return the name to ask for and the word to say first ("" for none), and the linked requests used.

    Each is taken from the `answers` of the request, or else from the newest open linked request that has
    one, unless the person removed it from this request later. With `until`, what was given by then counts,
    even if it was removed: anyone who found the receipt could remove a word, or send another request with
    one. Raises SealingError if a request can't be opened.
    """
    words = {name: answers.get(name) or "" for name in _WORDS}
    if all(words.values()):
        return words, []
    removed, sources = ({} if until else _removed_at(submission)), []
    for other in _linked(submission):
        given = _words_given(other, until)
        found = {
            name: given[name]
            for name, word in words.items()
            if not word and given[name] and (name not in removed or removed[name] < _given_at(other, name))
        }
        if found:
            words, sources = words | found, [*sources, other]
    return words, sources


def _words_given(row: Submission, until: dt.datetime | None) -> dict[str, str]:
    """Return the name to ask for and the word in a request, "" for none; with `until`, as given by then."""
    if until and row.received_at > until:
        return dict.fromkeys(_WORDS, "")
    changes = [each for each in row.amendments.all() if not until or each.received_at < until]
    given = current_answers(row, len(changes))
    return {name: given.get(name) or "" for name in _WORDS}


def word_to_ask_for(submission: Submission, channel: Channel) -> str:
    """Return the word that a person at a changed number or address must know; "" without a change or word.

    It is the word given before the change, since anyone who found the receipt could change both. Raises
    SealingError if a request or a change can't be opened.
    """
    contact = "email" if channel == Channel.EMAIL else "phone"
    if not (changes := submission.amendments.all()):
        return ""
    answers = unseal(submission)
    word = answers.get("code_word") or ""
    for change in changes:
        changed = unseal(change)
        if contact in changed:
            words, _linked = words_to_use(submission, answers | {"code_word": word}, until=change.received_at)
            return words["code_word"]
        word = word or changed.get("code_word") or ""
    return ""


def _given_at(row: Submission, name: str) -> dt.datetime:
    """Return when the person last gave an answer, with the request or in a change."""
    changed = [each.received_at for each in row.amendments.all() if name in unseal(each)]
    return changed[-1] if changed else row.received_at


def _removed_at(submission: Submission) -> dict[str, dt.datetime]:
    """Return when the person removed the name to ask for or the word from a request."""
    return {
        name: change.received_at
        for change in submission.amendments.all()
        for name, value in unseal(change).items()
        if value == ""
    }


def _linked(submission: Submission) -> QuerySet[Submission]:
    # Closed requests don't count: the person has said since then how to reach them.
    rows = Submission.objects.still_open().filter(pk__in=linked_with(submission.pk))
    return rows.prefetch_related("amendments").order_by("-received_at", "pk")
