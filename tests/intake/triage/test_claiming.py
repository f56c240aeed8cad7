"""Claiming and releasing requests, and stale claims."""

from __future__ import annotations

import datetime as dt
import re
import threading
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import Settings

from intake.enums import AttemptResult, Cause, Channel, Status
from intake.models import StatusChange, Submission
from intake.services.access.viewers import record_viewer
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.calls.next_call import claim_next
from intake.services.triage import claiming
from intake.services.triage.claiming import AlreadyClaimed, assign, claim, hand_back_stale, release
from intake.services.triage.transitions import Refused, locked_for_update
from intake.staff.requests.timeline import timeline
from tests.intake.workbench import DAY, HOUR, MONDAY, desk, request_of, set_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> AbstractBaseUser:
    return desk("colleague")


def test_claim_sets_status_user_and_time(nurse: AbstractBaseUser) -> None:
    row = claim(request_of(), actor=nurse, now=MONDAY)

    assert (row.status, row.claimed_by, row.claimed_at) == (Status.CLAIMED, nurse, MONDAY)


def test_claim_of_a_claimed_request_is_refused_with_the_name(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission = request_of()
    claim(submission, actor=colleague, now=MONDAY)

    with pytest.raises(AlreadyClaimed, match="colleague has already claimed it"):
        claim(submission, actor=nurse, now=MONDAY)


def test_take_over_reassigns_and_is_recorded(nurse: AbstractBaseUser, colleague: AbstractBaseUser) -> None:
    submission = request_of()
    claim(submission, actor=colleague, now=MONDAY)

    assert claim(submission, actor=nurse, now=MONDAY, take_over_from=colleague.pk).claimed_by == nurse
    assert StatusChange.objects.filter(actor=nurse, cause=Cause.CLAIMED).count() == 1


def test_only_one_of_two_colleagues_takes_a_request_over(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission, ana = request_of(), desk("ana")
    claim(submission, actor=colleague, now=MONDAY)  # both open its page now
    claim(submission, actor=ana, now=MONDAY, take_over_from=colleague.pk)

    with pytest.raises(AlreadyClaimed, match="ana has already claimed it"):
        claim(submission, actor=nurse, now=MONDAY, take_over_from=colleague.pk)


def test_request_that_a_colleague_has_taken_over_is_not_released_or_assigned(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission, ana = request_of(), desk("ana")
    claim(submission, actor=nurse, now=MONDAY)  # whose page stays open
    claim(submission, actor=colleague, now=MONDAY, take_over_from=nurse.pk)

    with pytest.raises(AlreadyClaimed):
        release(submission, actor=nurse, now=MONDAY, owner=nurse.pk)
    with pytest.raises(AlreadyClaimed):
        assign(submission, ana, actor=nurse, now=MONDAY, owner=nurse.pk)
    submission.refresh_from_db()
    assert submission.claimed_by == colleague


def test_reassigning_does_not_move_the_deadline(nurse: AbstractBaseUser, colleague: AbstractBaseUser) -> None:
    submission = request_of()
    promised = (submission.due_at, submission.act_by, submission.queue_at)
    claim(submission, actor=colleague, now=MONDAY)
    claim(submission, actor=nurse, now=MONDAY + HOUR, take_over_from=colleague.pk)
    release(submission, actor=nurse, now=MONDAY + HOUR)
    claim(submission, actor=colleague, now=MONDAY + 2 * HOUR)

    submission.refresh_from_db()
    assert (submission.due_at, submission.act_by, submission.queue_at) == promised


@pytest.mark.parametrize("status", [Status.REFERRED, Status.WITHDRAWN, Status.SPAM])
def test_closed_request_cannot_be_claimed(nurse: AbstractBaseUser, status: Status) -> None:
    submission = set_status(request_of(), status)

    with pytest.raises(Refused):
        claim(submission, actor=nurse, now=MONDAY)


def test_claim_next_takes_the_most_urgent_unassigned_request(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    late, taken, first = request_of("A"), request_of("B", at=MONDAY - DAY), request_of("C", at=MONDAY - HOUR)
    claim(taken, actor=colleague, now=MONDAY)

    assert claim_next(nurse, MONDAY) == first
    assert claim_next(desk("ana"), MONDAY) == late
    assert claim_next(desk("ben"), MONDAY) is None


def test_claim_next_skips_requests_that_may_not_be_called_yet(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)
    release(submission, actor=nurse, now=MONDAY)

    assert claim_next(nurse, MONDAY + HOUR) is None
    assert claim_next(nurse, MONDAY + 3 * DAY) == submission


def test_claim_next_gives_next_attempts_to_the_person_who_has_the_request(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission, claimed = request_of(times=["morning"]), request_of("Kim")
    record_attempt(submission, Attempt(AttemptResult.NO_ANSWER, Channel.PHONE), actor=nurse, now=MONDAY)
    claim(claimed, actor=colleague, now=MONDAY)
    wednesday = MONDAY + 2 * DAY

    assert claim_next(nurse, MONDAY + DAY) is None
    assert claim_next(colleague, wednesday, after=claimed) is None
    assert claim_next(nurse, wednesday) == submission
    assert claim_next(nurse, wednesday, after=submission) is None
    assert claim_next(nurse, wednesday + 2 * HOUR) is None  # the morning is over


def test_claim_next_prefers_read_first_over_overdue(nurse: AbstractBaseUser) -> None:
    request_of("A", at=MONDAY - 4 * DAY)
    pinned = request_of("B")
    Submission.objects.filter(pk=pinned.pk).update(read_first=True)

    assert claim_next(nurse, MONDAY) == pinned


@pytest.mark.django_db(transaction=True)
def test_only_one_of_ten_concurrent_claims_succeeds(nurse: AbstractBaseUser) -> None:
    people = [nurse, *(desk(f"desk-{number}") for number in range(9))]
    submission = request_of()
    won, lost = [], []
    start = threading.Barrier(len(people))

    def try_it(person: AbstractBaseUser) -> None:
        start.wait()
        try:
            won.append(claim(submission, actor=person, now=MONDAY).claimed_by)
        except AlreadyClaimed:
            lost.append(person)
        finally:
            connections[connection.alias].close()

    threads = [threading.Thread(target=try_it, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    submission.refresh_from_db()
    assert won == [submission.claimed_by]
    assert len(lost) == 9


def _stale_after(now: dt.datetime) -> Status:
    hand_back_stale(now)
    return Status(Submission.objects.get().status)


def test_claim_without_an_attempt_is_released_after_two_opening_hours(nurse: AbstractBaseUser) -> None:
    claim(request_of(), actor=nurse, now=MONDAY)

    assert _stale_after(MONDAY + 2 * HOUR - dt.timedelta(seconds=1)) == Status.CLAIMED
    assert _stale_after(MONDAY + 2 * HOUR) == Status.NEW
    assert StatusChange.objects.filter(cause=Cause.STALE, actor=None).count() == 1
    assert timeline(Submission.objects.get(), nurse)[0].what.startswith("Back in the queue")


def test_claim_is_not_released_while_its_owner_has_the_page_open(
    nurse: AbstractBaseUser, colleague: AbstractBaseUser
) -> None:
    submission, late = request_of(), MONDAY + 2 * HOUR
    claim(submission, actor=nurse, now=MONDAY)
    record_viewer(submission, nurse, late - HOUR / 120)
    assert _stale_after(late) == Status.CLAIMED

    record_viewer(submission, colleague, late + HOUR / 60)  # looks on
    assert _stale_after(late + HOUR / 60) == Status.NEW


def test_timeline_text_of_a_stale_claim_names_no_hours(nurse: AbstractBaseUser, settings: Settings) -> None:
    settings.CLAIM_HOURS = 5
    claim(request_of(), actor=nurse, now=MONDAY)
    hand_back_stale(MONDAY + 5 * HOUR)

    what = timeline(Submission.objects.get(), nurse)[0].what
    assert what.startswith("Back in the queue")
    assert not re.search(r"two|\d", what)


def test_stale_claim_is_found_behind_many_that_are_not_stale(
    nurse: AbstractBaseUser,
) -> None:
    for number in range(60):  # claimed longer ago, and not to be called before tomorrow
        claim(request_of(f"Sam {number}"), actor=nurse, now=MONDAY - HOUR)
    Submission.objects.update(next_call_at=MONDAY + DAY)
    stale = request_of("Kim")
    claim(stale, actor=nurse, now=MONDAY)

    assert hand_back_stale(MONDAY + 3 * HOUR) == 1
    stale.refresh_from_db()
    assert stale.claimed_by is None


def test_claim_that_waits_for_the_patient_is_kept(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    attempt = Attempt(AttemptResult.CALL_BACK, Channel.PHONE)  # they will call: no time is known
    record_attempt(submission, attempt, actor=nurse, now=MONDAY)
    Submission.objects.update(next_call_at=None)

    assert hand_back_stale(MONDAY + 60 * DAY) == 0
    assert Submission.objects.get().claimed_by == nurse


def test_closed_hours_do_not_make_a_claim_stale(nurse: AbstractBaseUser) -> None:
    claim(request_of(), actor=nurse, now=MONDAY + 6 * HOUR)  # four in the afternoon

    assert _stale_after(MONDAY + 22 * HOUR) == Status.CLAIMED  # eight the next morning
    assert _stale_after(MONDAY + 24 * HOUR) == Status.NEW  # ten


def test_claim_with_an_attempt_is_not_stale_until_the_next_is_due(nurse: AbstractBaseUser) -> None:
    attempt = Attempt(AttemptResult.NO_ANSWER, Channel.PHONE)
    record_attempt(request_of(), attempt, actor=nurse, now=MONDAY)

    hand_back_stale(MONDAY + DAY)
    assert Submission.objects.get().claimed_by == nurse
    hand_back_stale(MONDAY + 4 * DAY)
    assert Submission.objects.get().claimed_by is None
    assert Submission.objects.get().status == Status.ATTEMPTING


def test_worker_releases_stale_claims(nurse: AbstractBaseUser) -> None:
    claim(request_of(at=MONDAY - 60 * DAY), actor=nurse, now=MONDAY - 60 * DAY)

    call_command("worker", once=True)

    assert Submission.objects.get().status == Status.NEW


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"status": Status.REFERRED},
        {"status": Status.ATTEMPTING, "claimed_by": None, "claimed_at": None},
        {"waiting_since": MONDAY + 6 * HOUR},
        {"claimed_at": MONDAY + 6 * HOUR},
    ],
    ids=["closed", "released", "waits for the patient", "taken over"],
)
def test_request_that_changed_just_before_it_is_locked_is_not_handed_back(
    nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch, meanwhile: dict[str, object]
) -> None:
    changed, stale = request_of("A"), request_of("B")
    claim(changed, actor=nurse, now=MONDAY)
    claim(stale, actor=nurse, now=MONDAY + HOUR)

    def change_then_lock(submission: Submission) -> AbstractContextManager[Submission]:
        Submission.objects.filter(pk=changed.pk).update(**meanwhile)
        return locked_for_update(submission)

    monkeypatch.setattr(claiming, "locked_for_update", change_then_lock)

    assert hand_back_stale(MONDAY + 6 * HOUR) == 1

    for row in (changed, stale):
        row.refresh_from_db()
    assert {name: getattr(changed, name) for name in meanwhile} == meanwhile
    assert stale.status == Status.NEW
