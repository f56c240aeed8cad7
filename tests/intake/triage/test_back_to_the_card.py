"""“Take the next call” leads back to a card that no one has called about: nobody collects requests."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.models import Submission
from intake.services.calls.next_call import claim_next
from intake.services.triage.claiming import claim, release
from tests.intake.workbench import HOUR, MONDAY, desk, request_of

pytestmark = pytest.mark.django_db


def test_claim_next_returns_to_the_card_that_was_not_called_yet(
    nurse: AbstractBaseUser,
) -> None:
    first, second = request_of("A", at=MONDAY - HOUR), request_of("B")

    assert [claim_next(nurse, MONDAY) for _press in range(3)] == [first] * 3
    second.refresh_from_db()
    assert second.claimed_by is None
    assert claim_next(nurse, MONDAY, after=first) == second  # saved a note, and went on
    assert claim_next(nurse, MONDAY) == first
    release(first, actor=nurse, now=MONDAY)
    assert claim_next(nurse, MONDAY) == second
    assert claim_next(desk(), MONDAY) == first


def test_claim_next_returns_only_to_someone_who_may_be_called_now(nurse: AbstractBaseUser) -> None:
    claim(request_of("A", at=MONDAY - HOUR, times=["afternoon"]), actor=nurse, now=MONDAY)
    free = request_of("B")

    assert claim_next(nurse, MONDAY) == free


def test_claim_next_goes_on_from_what_must_be_read_first_by_someone_else(nurse: AbstractBaseUser) -> None:
    pinned, other, front = request_of("A"), request_of("B"), desk()
    Submission.objects.filter(pk=pinned.pk).update(read_first=True)

    assert claim_next(front, MONDAY) == pinned
    assert claim_next(front, MONDAY) == other
    claim(pinned, actor=nurse, now=MONDAY, take_over_from=front.pk)
    claim(other, actor=nurse, now=MONDAY, take_over_from=front.pk)
    assert claim_next(nurse, MONDAY) == pinned
