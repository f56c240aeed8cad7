"""The contact rules that apply to a call: those of the request and of all requests linked to it."""

from __future__ import annotations

from functools import reduce

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
    others = Submission.objects.filter(pk__in=linked_with(submission.pk), purged_at=None)
    others = others.prefetch_related("amendments")
    return reduce(
        SafetyCard.strictest_with, (SafetyCard.from_answers(current_answers(other)) for other in others), card
    )
