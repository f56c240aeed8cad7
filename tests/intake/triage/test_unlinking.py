"""Unlinking among three linked requests."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.models import Submission
from intake.services.triage.linking import link, linked, unlink
from intake.services.triage.transitions import Refused
from tests.intake.workbench import MONDAY, request_of

pytestmark = pytest.mark.django_db


def _id(submission: Submission) -> uuid.UUID:
    return submission.pk


def test_requests_that_are_linked_through_a_third_are_not_unlinked_from_each_other(
    nurse: AbstractBaseUser,
) -> None:
    first, second, third = request_of("Ana"), request_of("Bo"), request_of("Kim")
    link(first, second, actor=nurse, now=MONDAY)
    link(second, third, actor=nurse, now=MONDAY)

    with pytest.raises(Refused, match="linked through a third"):
        unlink(first, third, actor=nurse, now=MONDAY)
    assert linked(first).count() == 2


def test_unlinking_two_requests_leaves_the_links_of_either_to_a_third(nurse: AbstractBaseUser) -> None:
    first, second, third = sorted((request_of("Ana"), request_of("Bo"), request_of("Kim")), key=_id)
    for one, other in ((first, second), (first, third), (second, third)):
        link(one, other, actor=nurse, now=MONDAY)

    unlink(first, third, actor=nurse, now=MONDAY)
    assert set(linked(first)) == {second, third}

    unlink(first, second, actor=nurse, now=MONDAY)
    assert set(linked(second)) == {third}
    assert not linked(first)
