"""Requests that are linked through a third one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser

from intake.services.triage.linking import link, linked, unlink
from intake.services.triage.transitions import Refused
from tests.intake.workbench import MONDAY, request_of

pytestmark = pytest.mark.django_db


def test_requests_that_are_linked_through_a_third_are_not_unlinked_from_each_other(
    nurse: AbstractBaseUser,
) -> None:
    first, second, third = request_of("Ana"), request_of("Bo"), request_of("Kim")
    link(first, second, actor=nurse, now=MONDAY)
    link(second, third, actor=nurse, now=MONDAY)

    with pytest.raises(Refused, match="linked through a third"):
        unlink(first, third, actor=nurse, now=MONDAY)
    assert linked(first).count() == 2
