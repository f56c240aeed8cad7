"""The status page doesn't promise a call that no one will make."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.withdrawing import withdraw
from tests.intake.coming_back import page_of as status_page
from tests.intake.workbench import DAY, MONDAY, request_of

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("result", [AttemptResult.WRONG_NUMBER, AttemptResult.CALL_BACK])
def test_status_page_says_what_the_person_has_to_do(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates, result: AttemptResult
) -> None:
    row = request_of()
    record_attempt(row, Attempt(result, Channel.PHONE), actor=nurse, now=MONDAY)
    assert [claim_next(nurse, MONDAY + days * DAY) for days in range(1, 12)] == [None] * 11

    html = status_page(client, row)
    assert "unless the number or email address was wrong or you said you’d call us" in html


def test_overdue_page_says_that_a_wrong_number_has_to_be_changed(
    client: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    row = request_of()
    record_attempt(row, Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE), actor=nurse, now=MONDAY)
    monday.shift(9 * DAY)

    assert "we can’t reach you until you change it" in status_page(client, row)


def test_no_day_of_destruction_is_named_while_a_hold_prevents_it(
    client: Client, monday: time_machine.Coordinates
) -> None:
    row = request_of()
    withdraw(row, MONDAY)
    Submission.objects.filter(pk=row.pk).update(legal_hold=True)

    assert "We’ll delete what you wrote after" not in status_page(client, row)
