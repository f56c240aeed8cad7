from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.test import Client

from intake.enums import AttemptResult, CallTime, Channel, Language, Outcome, Status
from intake.models import Submission, SubmissionLink
from intake.safety_card import SafetyCard
from intake.services.attempts import Attempt, record_attempt
from intake.services.closing import Ending, close
from intake.services.effective import effective_card
from intake.services.linking import link, linked, others_of, suggested, unlink
from intake.services.triage import Refused
from tests.intake.workbench import DAY, LIST, MONDAY, enter, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(nurse: AbstractBaseUser) -> tuple[Submission, Submission]:
    return request_of("Sam", at=MONDAY - DAY), request_of("Samuel", voicemail=True)


def _again(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_requests_of_one_number_are_suggested_and_nothing_more(
    pair: tuple[Submission, Submission],
) -> None:
    stranger = request_of("Kim", phone={"typed": "1", "e164": "+17325550199", "extension": ""})
    call_command("worker", once=True)
    first, second = (_again(each) for each in pair)

    assert suggested(second) == [first]
    assert suggested(_again(stranger)) == []
    assert SubmissionLink.objects.count() == 0


def test_the_list_tells_how_many_others_have_the_same_number_or_address(
    client: Client, nurse: AbstractBaseUser
) -> None:
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
    told = {row.email_index + row.phone_index: count for row in rows for count in [others_of(rows)[row.pk]]}

    assert told == {"p": 1, "ep": 2, "eq": 1, "": 0, "r": 0}
    page = enter(client, nurse).get(LIST, {"tab": "new"}).content.decode()
    assert page.count("1 other with the same phone") == 2
    assert page.count("2 others with the same phone") == 1


def test_before_the_worker_came_by_nothing_is_suggested(pair: tuple[Submission, Submission]) -> None:
    assert suggested(pair[1]) == []


def test_the_earliest_deadline_counts_for_both(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    promised = second.due_at
    link(second, first, actor=nurse, now=MONDAY)

    assert _again(second).queue_at == _again(first).queue_at == first.due_at
    assert _again(second).due_at == promised


def test_the_strictest_card_counts_for_both(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    assert effective_card(second).voicemail
    link(second, first, actor=nurse, now=MONDAY)

    assert not effective_card(second).voicemail


def test_a_call_is_held_against_the_strictest_card(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)

    attempt = Attempt(AttemptResult.VOICEMAIL, Channel.PHONE)
    with pytest.raises(Refused):
        record_attempt(second, attempt, actor=nurse, now=MONDAY)


def test_a_link_by_way_of_a_third_counts_too(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    third = request_of("S.", at=MONDAY + DAY)
    link(first, second, actor=nurse, now=MONDAY)
    link(second, third, actor=nurse, now=MONDAY)

    assert set(linked(first)) == {second, third}
    assert _again(third).queue_at == first.due_at


def test_undoing_a_link_gives_each_its_own_back(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    unlink(second, first, actor=nurse, now=MONDAY)

    assert _again(second).queue_at == second.due_at
    assert effective_card(second).voicemail
    assert SubmissionLink.objects.get().unlinked_by == nurse


def test_a_link_can_be_made_again(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    for _round in range(2):
        link(*pair, actor=nurse, now=MONDAY)
        link(*pair, actor=nurse, now=MONDAY)
        unlink(*pair, actor=nurse, now=MONDAY)

    assert SubmissionLink.objects.count() == 2


def test_linking_destroys_nothing(nurse: AbstractBaseUser, pair: tuple[Submission, Submission]) -> None:
    before = list(Submission.objects.values("pk", "sealed", "status", "due_at").order_by("pk"))
    link(*pair, actor=nurse, now=MONDAY)

    assert list(Submission.objects.values("pk", "sealed", "status", "due_at").order_by("pk")) == before


def test_a_closed_request_hurries_nobody(
    nurse: AbstractBaseUser, pair: tuple[Submission, Submission]
) -> None:
    first, second = pair
    link(first, second, actor=nurse, now=MONDAY)
    close(first, Ending(Status.SPAM, Outcome.TEST), actor=nurse, now=MONDAY)

    assert _again(second).queue_at == second.due_at


def test_a_request_is_not_linked_with_itself(
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
def test_times_of_two_cards_are_those_of_both(
    some: tuple[CallTime, ...], others: tuple[CallTime, ...], both: tuple[CallTime, ...]
) -> None:
    one, other = SafetyCard(Channel.PHONE, times=some), SafetyCard(Channel.PHONE, times=others)

    assert one.strictest_with(other).times == both


def test_two_cards_allow_what_both_allow_and_ask_for_what_either_asks() -> None:
    open_one = SafetyCard(Channel.PHONE, voicemail=True, say_clinic_name=True, language=Language.SPANISH)
    quiet_one = SafetyCard(Channel.TEXT, asks_for=True, code_word=True)
    strictest = SafetyCard(Channel.TEXT, asks_for=True, code_word=True, language=Language.SPANISH)

    assert open_one.strictest_with(quiet_one) == quiet_one.strictest_with(open_one) == strictest
