"""What can be done with a request whose number or address was wrong."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.services.calls import attempts
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.triage.closing import Ending, close
from intake.services.triage.linking import link
from intake.services.triage.sealed_text import open_fields
from intake.services.triage.transitions import Refused
from tests.intake.workbench import DAY, HOUR, MONDAY, compared, do, enter, page_of, request_of

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60
WRONG_NUMBER = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE)
EMAIL = Attempt(AttemptResult.VOICEMAIL, Channel.EMAIL, reason="No other way.")


@pytest.mark.parametrize("attempts", [[WRONG_NUMBER], [WRONG_NUMBER, EMAIL]], ids=["call", "then email"])
def test_request_can_be_closed_at_once_after_a_wrong_number(
    nurse: AbstractBaseUser, attempts: list[Attempt]
) -> None:
    submission = request_of()
    for hours, attempt in enumerate(attempts):
        record_attempt(submission, attempt, actor=nurse, now=MONDAY + hours * HOUR)

    close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY + HOUR)


def test_request_can_be_closed_at_once_after_a_wrong_address(nurse: AbstractBaseUser) -> None:
    submission = request_of(channel="email", email="sam@example.org")
    attempt = Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL)
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)

    close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY)


def test_number_that_was_corrected_during_the_call_is_not_the_wrong_one(
    staff: Client, nurse: AbstractBaseUser, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    card = dict(re.findall(r'name="(version|changes_seen)" value="(\d+)"', page_of(staff, submission)))
    phone = {"typed": "732 555 0199", "e164": "+17325550199", "extension": ""}
    amend(submission, {"phone": phone, "wording": "change-2"}, MONDAY + MINUTE)

    monday.shift(3 * MINUTE)
    html = compared(staff, submission, "attempt", result="wrong_number", channel="phone", **card)
    form = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', html))
    do(staff, submission, "attempt", **form)

    attempt = submission.attempts.get()
    assert open_fields(attempt.sealed, attempt.sealed_context)["used"] == "+17325550142"
    submission.refresh_from_db()
    assert submission.queue_at <= MONDAY + DAY
    assert "You may contact them now" in page_of(staff, submission)
    assert claim_next(nurse, MONDAY + 3 * MINUTE) == submission


def test_number_of_the_call_is_kept_when_the_card_is_shown_again(
    staff: Client, monday: time_machine.Coordinates
) -> None:
    submission = request_of()
    card = dict(re.findall(r'name="(version|changes_seen)" value="(\d+)"', page_of(staff, submission)))
    phone = {"typed": "732 555 0199", "e164": "+17325550199", "extension": ""}
    amend(submission, {"phone": phone, "wording": "change-2"}, MONDAY + MINUTE)
    monday.shift(3 * MINUTE)

    compared(staff, submission, "attempt", result="wrong_number", channel="phone", **card)

    assert 'name="changes_seen" value="0"' in page_of(staff, submission)


def test_one_email_to_a_person_who_chose_it_after_a_wrong_number_is_not_enough_to_close(
    nurse: AbstractBaseUser,
) -> None:
    submission = request_of()
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)
    email = {"channel": "email", "email": "sam@example.org", "wording": "change-2"}
    amend(submission, email, MONDAY + HOUR)
    record_attempt(submission, EMAIL, actor=nurse, now=MONDAY + 2 * HOUR)

    with pytest.raises(Refused):
        close(submission, Ending(Status.UNREACHABLE, Outcome.WRONG_NUMBER), actor=nurse, now=MONDAY + DAY)


def test_wrong_address_is_held_back_where_only_the_linked_request_asks_for_an_email(
    client: Client, nurse: AbstractBaseUser
) -> None:
    first = request_of("Sam", email="sam@example.org")
    second = request_of("Samuel", channel="email", email="sam@example.org")
    link(first, second, actor=nurse, now=MONDAY)
    record_attempt(first, Attempt(AttemptResult.WRONG_NUMBER, Channel.EMAIL), actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY + 3 * DAY) is None
    with time_machine.travel(MONDAY + 3 * DAY, tick=False):
        assert "Wrong address." in page_of(enter(client, nurse), first)


def test_number_whose_extension_was_corrected_during_the_call_is_not_the_wrong_one(
    nurse: AbstractBaseUser,
) -> None:
    phone = {"typed": "(732) 555-0142 x1", "e164": "+17325550142", "extension": "1"}
    submission = request_of(phone=phone)
    corrected = phone | {"typed": "(732) 555-0142 x2", "extension": "2"}
    amend(submission, {"phone": corrected, "wording": "change-2"}, MONDAY + MINUTE)

    call = Attempt(AttemptResult.WRONG_NUMBER, Channel.PHONE, changes_seen=0)
    record_attempt(submission, call, actor=nurse, now=MONDAY + 2 * MINUTE)

    assert claim_next(nurse, MONDAY + 3 * MINUTE) == submission


def test_wrong_number_of_an_earlier_release_counts_for_a_number_with_an_extension(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = {"typed": "(732) 555-0142 x1", "e164": "+17325550142", "extension": "1"}
    submission, seal = request_of(phone=phone), attempts.seal_fields
    monkeypatch.setattr(attempts, "seal_fields", lambda _, context: seal({"used": phone["e164"]}, context))
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY + 3 * DAY) is None


def test_wrong_number_can_be_read_but_not_dialed_from_the_card(
    client: Client, nurse: AbstractBaseUser
) -> None:
    submission = request_of()
    record_attempt(submission, WRONG_NUMBER, actor=nurse, now=MONDAY)

    with time_machine.travel(MONDAY + HOUR, tick=False):
        page = page_of(enter(client, nurse), submission)

    assert "(732) 555-0142" in page
    assert "tel:" not in page
