"""The command `demo`: a believable Monday."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import CommandError, call_command
from django.test import override_settings

from clinic_site.clinic.models import Holiday
from intake.enums import Kind, Language, Place, Status
from intake.models import Submission
from intake.models.answers import current_answers
from intake.services.access.searching import found, search_key
from intake.services.calls.next_call import claim_next
from intake.services.jobs.indexing import index_new
from intake.services.triage.claiming import assign
from intake.services.triage.waiting import end_long_waits
from tests.intake.workbench import HOUR, MONDAY, desk

MINUTE = HOUR / 60


@pytest.fixture
def demo(nurse: AbstractBaseUser, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(MONDAY, tick=False):
        call_command("demo")


@pytest.mark.usefixtures("demo")
def test_demo_has_both_kinds_and_languages_and_every_state() -> None:
    index_new(set())

    assert set(Submission.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert {Language.ENGLISH, Language.SPANISH} <= set(Submission.objects.values_list("language", flat=True))
    assert set(Submission.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Submission.objects.values_list("place", flat=True)) == set(Place.values)
    assert Submission.objects.due_now(MONDAY).count() == 1
    assert Submission.objects.filter(read_first=True).count() == 1


@pytest.mark.usefixtures("demo")
@override_settings(CONTACT_DAYS=2)
def test_the_worker_leaves_the_waits_of_the_demo_alone() -> None:
    assert end_long_waits(MONDAY) == 0


@pytest.mark.usefixtures("demo")
def test_thirty_requests_of_the_demo_can_be_taken(nurse: AbstractBaseUser) -> None:
    taken, colleague = [], desk()
    while (found := claim_next(nurse, MONDAY)) is not None:
        taken.append(found)
        assign(found, colleague, actor=nurse, now=MONDAY)

    assert len(taken) >= 30


@pytest.mark.usefixtures("demo")
def test_second_run_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = Submission.objects.count()
    with time_machine.travel(MONDAY, tick=False):
        call_command("demo")

    assert Submission.objects.count() == before


# Early on Monday, on Sunday and Saturday, and at night
@pytest.mark.parametrize("hours_before", [2, 7, 26, 44, 60])
@pytest.mark.usefixtures("nurse")
def test_demo_can_be_made_while_the_clinic_is_closed(hours_before: int) -> None:
    now = MONDAY - dt.timedelta(hours=hours_before)
    with time_machine.travel(now, tick=False):
        call_command("demo")

    assert set(Submission.objects.values_list("status", flat=True)) == set(Status.values)
    assert Submission.objects.due_now(now).count() == 1


@pytest.mark.parametrize("days", [2, 5, 8])
@pytest.mark.usefixtures("nurse")
def test_after_closed_days_every_call_of_the_demo_is_later_than_the_one_before(
    days: int,
) -> None:
    now = MONDAY - 2 * HOUR  # before the clinic opens
    for day in range(days):
        Holiday.objects.create(date=now.date() - dt.timedelta(days=3 + day), name="Closed")
    with time_machine.travel(now, tick=False):
        call_command("demo")

    assert Submission.objects.due_now(now).count() <= 1
    for row in Submission.objects.all():
        calls = [attempt.made_at for attempt in row.attempts.order_by("made_at")]
        assert all(before < after for before, after in pairwise([row.received_at, *calls, now + MINUTE]))
        assert row.closed_at is None or row.closed_at >= max([row.received_at, *calls])


@pytest.mark.django_db
def test_demo_refuses_to_run_on_a_live_site() -> None:
    with override_settings(ON_TLS=True), pytest.raises(CommandError, match="live site"):
        call_command("demo")


@pytest.mark.usefixtures("demo")
def test_everyone_in_the_demo_can_be_found_by_name() -> None:
    index_new(set())

    for submission in Submission.objects.exclude(sealed=""):
        name = current_answers(submission)["name"]
        assert list(found(search_key(name))) == [submission], name
