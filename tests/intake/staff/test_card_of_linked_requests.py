"""The card of a request that is linked to others of the same person."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from intake.enums import AttemptResult, Channel
from intake.models import Submission
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.requests.amending import amend
from intake.services.triage.claiming import claim
from intake.services.triage.linking import link
from tests.intake.coming_back import page_of as status_page
from tests.intake.workbench import (
    HOUR,
    LIST,
    MONDAY,
    OTHER_PHONE,
    compared,
    desk,
    enter,
    page_of,
    references_in,
    request_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MAY = "You may contact them now"


def _linked(actor: AbstractBaseUser, **answers: str) -> tuple[Submission, Submission]:
    """Return two linked requests, the first with these answers."""
    first, second = request_of("Sam", **answers), request_of("Samuel")
    link(first, second, actor=actor, now=MONDAY)
    return first, second


def test_name_to_ask_for_and_word_to_say_come_from_the_linked_request(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    _, second = _linked(nurse, code_word="bluebird", ask_for="Jane")

    html = page_of(staff, second)

    assert MAY in html
    assert "may I speak with Jane" in html
    assert "bluebird. " in html


def test_own_word_counts_more_than_that_of_a_linked_request(staff: Client, nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam", code_word="bluebird"), request_of("Samuel", code_word="magpie")
    link(first, second, actor=nurse, now=MONDAY)

    html = page_of(staff, second)

    assert "magpie. " in html
    assert "bluebird" not in html


def test_word_for_a_changed_number_is_never_one_that_came_with_the_change(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    _, second = _linked(nurse, code_word="bluebird")
    amend(second, {"phone": OTHER_PHONE, "code_word": "magpie", "wording": "change-2"}, MONDAY)

    assert "Go on only if it’s “bluebird”" in page_of(staff, second)


def test_request_without_the_address_that_a_linked_one_asks_for_is_not_called(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    first, second = request_of(), request_of("Samuel", channel="email", email="sam@example.org")
    link(first, second, actor=nurse, now=MONDAY)

    html = page_of(staff, first)

    assert MAY not in html
    assert "The way to reach them comes from a linked request" in html
    assert claim_next(nurse, MONDAY + HOUR) == second


def test_colleague_who_has_just_saved_reached_may_still_be_talking(nurse: AbstractBaseUser) -> None:
    first, second = _linked(nurse)
    ana = desk("ana")
    with time_machine.travel(MONDAY + HOUR, tick=False):
        claim(first, actor=ana, now=MONDAY + HOUR)
        record_attempt(first, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=ana, now=MONDAY + HOUR)
        page_of(enter(Client(), ana), first)
        page = page_of(enter(Client(), nurse), second)

        assert claim_next(nurse, MONDAY + HOUR) is None
    assert MAY not in page
    assert "may be calling them" in page


def test_word_of_a_linked_request_is_shown_on_record(staff: Client, nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam", code_word="bluebird", ask_for="Jane"), request_of("Samuel")
    link(first, second, actor=nurse, now=MONDAY)

    assert "bluebird. " in page_of(staff, second)
    assert first.audit_events.readings().exists()
    assert "No one yet" not in status_page(Client(), first)


def test_name_that_the_person_removed_is_not_asked_for(staff: Client, nurse: AbstractBaseUser) -> None:
    first, second = request_of("Sam", ask_for="Jane"), request_of("Samuel", ask_for="Jane")
    link(first, second, actor=nurse, now=MONDAY)
    amend(second, {"ask_for": "", "wording": "change-2"}, MONDAY)

    assert "may I speak with Jane" not in page_of(staff, second)


def test_removed_name_does_not_come_back_with_another_change_of_the_linked_request(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    first, second = request_of("Sam", ask_for="Jane"), request_of("Samuel", ask_for="Jane")
    link(first, second, actor=nurse, now=MONDAY)
    amend(second, {"ask_for": "", "wording": "change-2"}, MONDAY)
    amend(first, {"times": ["midday"], "wording": "change-2"}, MONDAY + HOUR / 60)

    assert "may I speak with Jane" not in page_of(staff, second)


def test_name_and_word_given_on_the_linked_request_after_they_were_removed_here_count(
    staff: Client, nurse: AbstractBaseUser
) -> None:
    first, second = request_of("Sam"), request_of("Samuel", ask_for="Jane", code_word="bluebird")
    link(first, second, actor=nurse, now=MONDAY)
    amend(second, {"ask_for": "", "code_word": "", "wording": "change-2"}, MONDAY)
    amend(first, {"ask_for": "Maria", "code_word": "magpie", "wording": "change-2"}, MONDAY + HOUR / 60)

    html = page_of(staff, second)

    assert "may I speak with Maria" in html
    assert "magpie. " in html


@pytest.mark.parametrize("at", [MONDAY + 2 * HOUR, None], ids=["at a time", "they call"])
def test_next_step_is_said_to_be_what_was_agreed_on_a_linked_request(
    staff: Client, nurse: AbstractBaseUser, at: dt.datetime | None
) -> None:
    first, second = _linked(nurse)
    agreed = Attempt(AttemptResult.CALL_BACK, Channel.PHONE, call_back_at=at)
    record_attempt(first, agreed, actor=nurse, now=MONDAY)

    words = "Call back today, 12:00 p.m. EST" if at else "They’ll call us"
    page, queue = page_of(staff, second), staff.get(LIST, {"tab": "new"}).content.decode()
    conflict = compared(staff, second, "reopen", version="99")

    assert f"<dt>Next</dt><dd><b>{words}</b>" in page
    assert f"<dt>Next</dt><dd>{words}</dd>" in conflict
    assert references_in(queue) == [second.reference]
    assert f"<small>{words}</small>" in queue
    assert "Call by" not in page + queue + conflict
