"""The rules that a call is held against: those of a request and of all that are linked with it."""

from __future__ import annotations

from functools import reduce

from intake.models import Submission
from intake.opening import current_answers
from intake.safety_card import SafetyCard
from intake.services.queue_time import linked_with


def effective_card(submission: Submission, own: SafetyCard | None = None) -> SafetyCard:
    """Return the strictest of the safety cards of a request and of those linked with it.

    `own` spares opening the request once more. Raises SealingError, or KeyError and ValueError
    for answers that hold no card.
    """
    card = own or SafetyCard.from_answers(current_answers(submission))
    others = Submission.objects.filter(pk__in=linked_with(submission.pk), purged_at=None)
    others = others.prefetch_related("amendments")
    return reduce(
        SafetyCard.strictest_with, (SafetyCard.from_answers(current_answers(other)) for other in others), card
    )
