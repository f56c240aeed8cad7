"""Times that a person gives after a promise count more than the promised time."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel, Rule
from intake.models import Submission
from intake.services.calls.attempts import Attempt, override, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.linking import link
from tests.intake.workbench import DAY, HOUR, MONDAY, enter, page_of, request_of

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = MONDAY + DAY, MONDAY + 3 * DAY


@pytest.fixture
def promised(nurse: AbstractBaseUser) -> Submission:
    """Return the request of someone who wants to be called at midday; they agreed on Thursday at 10 a.m."""
    submission = request_of(times=["midday"])
    promise = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=THURSDAY, reason="They called us.")
    record_attempt(submission, promise, actor=nurse, now=MONDAY)
    return submission


def _may_contact(client: Client, nurse: AbstractBaseUser, submission: Submission) -> bool:
    with time_machine.travel(THURSDAY, tick=False):
        page = page_of(enter(client, nurse), submission)
    return "You may contact them now" in page


@pytest.mark.parametrize("how", ["change", "linked request"])
def test_later_times_hold_a_promised_call_back_until_they_allow_it(
    client: Client, nurse: AbstractBaseUser, promised: Submission, how: str
) -> None:
    if how == "change":
        amend(promised, {"times": ["afternoon"], "wording": "change-2"}, TUESDAY)
        then = THURSDAY + 4 * HOUR
    else:
        later = request_of("Samuel", at=TUESDAY, times=["midday", "afternoon"])
        link(promised, later, actor=nurse, now=TUESDAY)
        then = THURSDAY + HOUR

    assert not _may_contact(client, nurse, promised)
    assert claim_next(nurse, THURSDAY) is None
    assert claim_next(nurse, then) == promised


@pytest.mark.parametrize("change", [{"name": "Sammy"}, {"times": ["morning"]}], ids=["name", "same time"])
def test_change_that_allows_the_promised_time_leaves_it(
    client: Client, nurse: AbstractBaseUser, promised: Submission, change: dict[str, object]
) -> None:
    amend(promised, change | {"wording": "change-2"}, TUESDAY)

    assert _may_contact(client, nurse, promised)
    assert claim_next(nurse, THURSDAY) == promised


def test_card_names_the_promised_time_as_the_next_allowed_one(
    client: Client, nurse: AbstractBaseUser, promised: Submission
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        page = page_of(enter(client, nurse), promised)

    assert "Next allowed time: Thu, Nov 26, 10:00 a.m. EST" in page


def test_override_ends_when_the_person_gives_other_times(client: Client, nurse: AbstractBaseUser) -> None:
    submission = request_of(times=["afternoon"])
    override(submission, [Rule.TIME], "They said to call at ten.", actor=nurse, now=MONDAY)

    amend(submission, {"times": ["midday"], "wording": "change-2"}, MONDAY + HOUR / 6)

    with time_machine.travel(MONDAY + HOUR / 3, tick=False):
        assert "tel:+17325550142" not in page_of(enter(client, nurse), submission)


def _is_shown(client: Client, nurse: AbstractBaseUser, submission: Submission) -> bool:
    with time_machine.travel(MONDAY + HOUR / 3, tick=False):
        return "tel:+17325550142" in page_of(enter(client, nurse), submission)


@pytest.mark.parametrize("how", ["sent", "changed"])
def test_override_ends_when_the_person_gives_other_times_with_a_linked_request(
    client: Client, nurse: AbstractBaseUser, how: str
) -> None:
    submission = request_of(times=["afternoon"])
    then = MONDAY + HOUR / 6
    linked = request_of("Samuel", at=then if how == "sent" else MONDAY - DAY, times=["midday"])
    if how == "changed":
        link(submission, linked, actor=nurse, now=MONDAY - HOUR)
    override(submission, [Rule.TIME], "They said to call at ten.", actor=nurse, now=MONDAY)

    if how == "sent":
        link(submission, linked, actor=nurse, now=then)
    else:
        amend(linked, {"times": ["afternoon"], "wording": "change-2"}, then)

    assert not _is_shown(client, nurse, submission)


@pytest.mark.parametrize("how", ["sent before", "canceled"])
def test_override_stays_if_a_linked_request_says_nothing_later(
    client: Client, nurse: AbstractBaseUser, how: str
) -> None:
    submission = request_of(times=["afternoon"])
    then = MONDAY + HOUR / 6
    linked = request_of("Samuel", at=then if how == "canceled" else MONDAY - DAY, times=["midday"])
    override(submission, [Rule.TIME], "They said to call at ten.", actor=nurse, now=MONDAY)
    link(submission, linked, actor=nurse, now=then)
    if how == "canceled":
        withdraw(linked, then)

    assert _is_shown(client, nurse, submission)


def test_times_in_a_later_request_that_was_canceled_leave_the_promise(
    client: Client, nurse: AbstractBaseUser, promised: Submission
) -> None:
    later = request_of("Samuel", at=TUESDAY, times=["afternoon"])
    link(promised, later, actor=nurse, now=TUESDAY)
    withdraw(later, TUESDAY)

    assert _may_contact(client, nurse, promised)
