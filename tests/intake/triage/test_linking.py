"""Linking requests of the same person."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.test import Client

from intake.enums import AttemptResult, CallTime, Channel, Language, Outcome, Status
from intake.models import OutboxMessage, Submission, SubmissionLink
from intake.models.answers import current_answers
from intake.rules.safety_card import SafetyCard
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.effective_contact_rules import effective_contact_rules
from intake.services.calls.next_call import claim_next
from intake.services.triage.closing import Ending, close
from intake.services.triage.linking import link, linked, others_of, suggested, unlink
from intake.services.triage.transitions import Refused
from tests.intake.workbench import DAY, LIST, MONDAY, desk, enter, page_of, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    return request_of("Sam", at=MONDAY - DAY), request_of("Samuel", voicemail=True)


def _again(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_requests_with_the_same_number_are_suggested_but_not_linked(
    pair: tuple[Submission, Submission],
) -> None:
    stranger = request_of("Kim", phone={"typed": "1", "e164": "+17325550199", "extension": ""})
    call_command("worker", once=True)
    first, second = (_again(each) for each in pair)

    assert suggested(second) == [first]
    assert suggested(_again(stranger)) == []
    assert SubmissionLink.objects.count() == 0


def test_queue_counts_others_with_the_same_number_or_address(client: Client, nurse: AbstractBaseUser) -> None:
    for name, phone, email in [
        ("A", "p", ""),
        ("B", "p", "e"),
        ("C", "q", "e"),
        ("D", "", ""),
        ("E", "r", ""),
    ]:
        made = request_of(name)
        Submission.objects.filter(pk=made.pk).update(phone_index=phone, email_index=email)
    rows = list(Submission.objects.all())
    counted = {
        row.email_index + row.phone_index: count for row in rows for count in [others_of(rows)[row.pk]]
    }

    assert counted == {"p": 1, "ep": 2, "eq": 1, "": 0, "r": 0}
    page = enter(client, nurse).get(LIST, {"tab": "new"}).content.decode()
    assert page.count("1 other with the same phone") == 2
    assert page.count("2 others with the same phone") == 1


def test_nothing_is_suggested_before_indexing(pair: tuple[Submission, Submission]) -> None:
    assert suggested(pair[1]) == []


def _rules(submission: Submission) -> SafetyCard:
    return effective_contact_rules(submission, SafetyCard.from_answers(current_answers(submission)))


def test_earliest_deadline_applies_to_both(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    promised = second.due_at
    link(second, first, actor=nurse, now=MONDAY)

    assert _again(second).queue_at == _again(first).queue_at == first.due_at
    assert _again(second).due_at == promised


def test_strictest_card_applies_to_both(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    first, second = pair
    assert _rules(second).voicemail
    link(second, first, actor=nurse, now=MONDAY)

    assert not _rules(second).voicemail


def test_attempt_is_checked_against_the_strictest_card(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)

    attempt = Attempt(AttemptResult.VOICEMAIL, Channel.PHONE)
    with pytest.raises(Refused):
        record_attempt(second, attempt, actor=nurse, now=MONDAY)


def test_links_are_transitive(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    first, second = pair
    third = request_of("S.", at=MONDAY + DAY)
    link(first, second, actor=nurse, now=MONDAY)
    link(second, third, actor=nurse, now=MONDAY)

    assert set(linked(first)) == {second, third}
    assert _again(third).queue_at == first.due_at


def test_unlinking_restores_each_deadline_and_card(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    unlink(second, first, actor=nurse, now=MONDAY)

    assert _again(second).queue_at == second.due_at
    assert _rules(second).voicemail
    assert SubmissionLink.objects.get().unlinked_by == nurse


def test_linking_works_in_either_order_of_ids(nurse: AbstractBaseUser) -> None:
    for number, (earlier, later) in enumerate([(1, 2), (2, 1)]):
        ids = {earlier: MONDAY - DAY, later: MONDAY}
        one, two = (
            _with_id(request_of(f"S{number}{each}", at=at), uuid.UUID(int=10 * number + each))
            for each, at in ids.items()
        )
        link(two, one, actor=nurse, now=MONDAY)

        assert _again(one).queue_at == _again(two).queue_at == one.due_at
        unlink(two, one, actor=nurse, now=MONDAY)
        assert (_again(one).queue_at, _again(two).queue_at) == (one.due_at, two.due_at)


def _with_id(submission: Submission, pk: uuid.UUID) -> Submission:
    OutboxMessage.objects.filter(submission=submission).delete()
    Submission.objects.filter(pk=submission.pk).update(id=pk)
    return Submission.objects.get(pk=pk)


def test_requests_can_be_linked_again(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    for _round in range(2):
        link(*pair, actor=nurse, now=MONDAY)
        link(*pair, actor=nurse, now=MONDAY)
        unlink(*pair, actor=nurse, now=MONDAY)

    assert SubmissionLink.objects.count() == 2


def test_linking_destroys_nothing(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    before = list(Submission.objects.values("pk", "sealed", "status", "due_at").order_by("pk"))
    link(*pair, actor=nurse, now=MONDAY)

    assert list(Submission.objects.values("pk", "sealed", "status", "due_at").order_by("pk")) == before


def test_closed_request_does_not_affect_the_deadline(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    close(first, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)

    assert _again(second).queue_at == second.due_at


def test_request_cannot_be_linked_to_itself(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    with pytest.raises(Refused):
        link(pair[0], pair[0], actor=nurse, now=MONDAY)


MORNING, MIDDAY, ANY = (CallTime.MORNING,), (CallTime.MIDDAY,), (CallTime.ANY,)


@pytest.mark.parametrize(
    ("some", "others", "both"),
    [
        (ANY, MORNING, MORNING),
        (MORNING, ANY, MORNING),
        (ANY, ANY, ANY),
        (MORNING + MIDDAY, MIDDAY, MIDDAY),
        (MORNING, MIDDAY, ()),
    ],
)
def test_times_of_two_cards_are_their_intersection(
    some: tuple[CallTime, ...], others: tuple[CallTime, ...], both: tuple[CallTime, ...]
) -> None:
    one, other = SafetyCard(Channel.PHONE, times=some), SafetyCard(Channel.PHONE, times=others)

    assert one.strictest_with(other).times == both


def test_combined_card_has_the_strictest_of_each_rule() -> None:
    open_one = SafetyCard(Channel.PHONE, voicemail=True, say_clinic_name=True, language=Language.SPANISH)
    quiet_one = SafetyCard(Channel.TEXT, asks_for=True, code_word=True)
    strictest = SafetyCard(Channel.TEXT, asks_for=True, code_word=True, language=Language.SPANISH)

    assert open_one.strictest_with(quiet_one) == quiet_one.strictest_with(open_one) == strictest


@pytest.mark.parametrize(
    ("result", "at", "words"),
    [
        (AttemptResult.NO_ANSWER, None, "Call from Wed, Nov 25"),
        (AttemptResult.CALL_BACK, MONDAY + DAY, "Call back Tue, Nov 24"),
        (AttemptResult.CALL_BACK, None, "They’ll call us"),
    ],
)
@pytest.mark.usefixtures("monday")
def test_person_is_not_called_for_one_request_before_what_was_agreed_on_a_linked_one(
    client: Client,
    nurse: AbstractBaseUser,
    pair: tuple[Submission, Submission],
    result: AttemptResult,
    at: dt.datetime | None,
    words: str,
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    record_attempt(first, Attempt(result, Channel.PHONE, call_back_at=at), actor=nurse, now=MONDAY)

    page = page_of(enter(client, nurse), second)

    assert claim_next(nurse, MONDAY + DAY / 24) is None
    assert f"On a linked request: {words}" in page
    assert "You may contact them now" not in page
    assert "You may contact them now" not in page_of(client, first)


def test_attempt_on_one_request_keeps_the_promise_of_a_linked_one(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    record_attempt(first, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)

    assert _again(second).queue_at == _again(first).queue_at > MONDAY + 2 * DAY
    assert not Submission.objects.overdue(MONDAY + DAY).exists()
    later = request_of("Samantha", at=MONDAY + DAY)  # the person asks again
    link(first, later, actor=nurse, now=MONDAY + DAY)
    assert _again(first).queue_at == _again(second).queue_at == later.due_at

    close(later, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY + DAY)
    record_attempt(first, Attempt(AttemptResult.REACHED, Channel.PHONE), actor=nurse, now=MONDAY + 2 * DAY)
    assert not Submission.objects.overdue(MONDAY + 3 * DAY).exists()


def test_person_who_asks_again_after_an_attempt_is_called_for_the_new_request(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, _second = pair
    record_attempt(first, Attempt(AttemptResult.CALL_BACK, Channel.PHONE), actor=nurse, now=MONDAY)
    later = request_of("Samantha", at=MONDAY + DAY)
    link(first, later, actor=nurse, now=MONDAY + DAY)
    Submission.objects.exclude(pk=later.pk).update(claimed_by=nurse)

    assert claim_next(nurse, MONDAY + DAY) == later


@pytest.mark.django_db(transaction=True)
def test_two_people_work_on_linked_requests_at_once(nurse: AbstractBaseUser) -> None:
    one, two = request_of("Sam"), request_of("Samuel")
    link(one, two, actor=nurse, now=MONDAY)
    start, failed = threading.Barrier(2), []

    def try_often(submission: Submission, person: AbstractBaseUser) -> None:
        start.wait()
        try:
            for _ in range(10):
                attempt = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
                record_attempt(submission, attempt, actor=person, now=MONDAY)
        except DatabaseError as error:  # on PostgreSQL, a deadlock
            failed.append(error)
        finally:
            connections[connection.alias].close()

    pairs = [(one, nurse), (two, desk("ana"))]
    threads = [threading.Thread(target=try_often, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
