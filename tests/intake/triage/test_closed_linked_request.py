"""What a person said in a request that is over doesn't keep us from calling as they ask now."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.services.calls.next_call import claim_next
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.linking import link
from tests.intake.workbench import HOUR, MONDAY, page_of, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
BY_EMAIL = {"channel": "email", "email": "sam@example.org", "phone": None, "times": []}


@pytest.mark.parametrize("before", [BY_EMAIL, {"times": ["afternoon"]}], ids=["email", "afternoon"])
def test_person_who_canceled_and_asks_in_another_way_is_called(
    staff: Client, nurse: AbstractBaseUser, before: dict[str, object]
) -> None:
    old = request_of(**before)
    withdraw(old, MONDAY)
    new = request_of("Samuel", times=["morning"])
    link(old, new, actor=nurse, now=MONDAY)

    assert "You may contact them now" in page_of(staff, new)
    assert claim_next(nurse, MONDAY + HOUR / 2) == new
