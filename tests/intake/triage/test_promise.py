"""The count of how often the promised time was kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.test import Client, override_settings
from django.utils import timezone

from intake.enums import AttemptResult, Channel
from intake.models import ContactAttempt, PromiseKept, Submission, UndoneAttempt
from intake.services.jobs.statistics import current_statistics
from intake.services.requests import promise
from intake.services.requests.promise import count_promise, promise_kept
from intake.services.requests.withdrawing import withdraw
from intake.services.triage.linking import link, unlink
from intake.services.triage.quarantine import spam
from tests.intake.workbench import DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + 2 * DAY  # all that came on Monday was due on Monday at two


def _try(
    submission: Submission,
    after: dt.timedelta,
    nurse: AbstractBaseUser,
    result: AttemptResult = AttemptResult.NO_ANSWER,
) -> ContactAttempt:
    return ContactAttempt.objects.create(
        submission=submission, made_at=MONDAY + after, made_by=nurse, channel=Channel.PHONE, result=result
    )


def _count(now: dt.datetime = LATER) -> tuple[int, int]:
    counted = count_promise(now)
    return counted.kept, counted.of


def test_first_attempt_by_the_promised_time_keeps_the_promise(nurse: AbstractBaseUser) -> None:
    _try(request_of("in time"), 4 * HOUR, nurse)
    _try(request_of("late"), 4 * HOUR + dt.timedelta(seconds=1), nurse)
    request_of("never")

    assert _count() == (1, 3)


def test_second_attempt_is_not_counted_again(nurse: AbstractBaseUser) -> None:
    submission = request_of()
    _try(submission, HOUR, nurse)
    _try(submission, DAY, nurse)

    assert _count() == (1, 1)


def test_only_requests_due_within_thirty_days_count() -> None:
    request_of()

    assert [_count(MONDAY + HOUR), _count(MONDAY + 31 * DAY)] == [(0, 0), (0, 0)]


def test_spam_and_early_withdrawals_do_not_count(nurse: AbstractBaseUser) -> None:
    spam(request_of("advert"), actor=nurse, now=MONDAY)
    withdraw(request_of("before"), MONDAY + HOUR)
    withdraw(request_of("after"), MONDAY + DAY)

    assert _count() == (0, 1)


@pytest.mark.parametrize(
    ("tried", "result", "kept"),
    [
        (4 * HOUR, AttemptResult.NO_ANSWER, 1),
        (4 * HOUR + dt.timedelta(seconds=1), AttemptResult.NO_ANSWER, 0),
        (-HOUR, AttemptResult.NO_ANSWER, 0),  # before this request was sent
        (HOUR, AttemptResult.WRONG_NUMBER, 0),
    ],
)
def test_attempt_on_a_linked_request_by_the_promised_time_keeps_the_promise(
    nurse: AbstractBaseUser, tried: dt.timedelta, result: AttemptResult, kept: int
) -> None:
    first, through = request_of("Sam", at=MONDAY - 2 * HOUR), request_of("Samuel", at=MONDAY - 2 * HOUR)
    submission = request_of("Sam B.")
    for one, other in (submission, through), (through, first):
        link(one, other, actor=nurse, now=LATER)
    _try(first, tried, nurse, result)
    Submission.objects.exclude(pk=submission.pk).update(act_by=None)  # so that only this one is counted

    assert _count() == (kept, 1)


def test_linked_attempt_that_no_longer_counts_keeps_no_promise(nurse: AbstractBaseUser) -> None:
    first, unlinked, asked_again = (request_of(name) for name in ("Sam", "Kim", "Alex"))
    undone = _try(first, HOUR, nurse)
    UndoneAttempt.objects.create(attempt=undone, undone_at=MONDAY + HOUR, undone_by=nurse)
    for other in (unlinked, asked_again):
        link(first, other, actor=nurse, now=MONDAY)
    assert _count() == (0, 3)

    unlink(first, unlinked, actor=nurse, now=MONDAY)
    _try(first, 2 * HOUR, nurse)
    Submission.objects.filter(pk=asked_again.pk).update(asked_again_at=MONDAY + 3 * HOUR)

    assert _count() == (1, 3)


def test_counting_again_updates_the_row() -> None:
    count_promise(LATER)
    count_promise(LATER + HOUR)

    assert [row.at for row in PromiseKept.objects.all()] == [LATER + HOUR]


def _keep(of: int, at: dt.datetime = LATER) -> None:
    PromiseKept.objects.update_or_create(pk=1, defaults={"at": at, "kept": of - 1, "of": of})


@pytest.mark.parametrize(("of", "shown"), [(19, False), (20, True)])
def test_small_count_is_not_shown(of: int, shown: bool) -> None:
    _keep(of)

    assert (promise_kept(LATER) is not None) is shown


def test_old_count_is_not_shown() -> None:
    _keep(30, LATER - 2 * DAY)

    assert promise_kept(LATER) is None


def test_old_count_is_not_shown_on_the_dashboard_either() -> None:
    _keep(30)

    assert current_statistics(LATER + HOUR).promise is not None
    assert current_statistics(LATER + 2 * DAY).promise is None


@pytest.mark.parametrize("shown", [True, False])
def test_callback_page_shows_the_count_if_enabled(client: Client, shown: bool) -> None:
    _keep(30, timezone.now())
    with override_settings(SHOW_PROMISE_KEPT=shown):
        page = client.get("/callback/").content.decode()

    text = "In the last 30 days"
    assert (text in page and "29 of 30" in page) is shown


@override_settings(SHOW_PROMISE_KEPT=True)
def test_callback_page_works_if_the_count_cannot_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(promise, "promise_kept", unavailable)

    assert "In the last 30 days" not in client.get("/callback/").content.decode()


def test_worker_counts() -> None:
    call_command("worker", once=True)

    assert PromiseKept.objects.count() == 1
