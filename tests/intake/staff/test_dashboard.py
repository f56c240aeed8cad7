"""The dashboard: its counts, suppression of small counts, and permissions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from clinic_site.clinic import clear_cache
from clinic_site.clinic.models import OpeningHours
from intake.enums import AttemptResult, Channel, Outcome, Status
from intake.models import ContactAttempt, CountedFigures, FaqEntry, Submission
from intake.roles import Role
from intake.services.calls.attempts import Attempt, record_attempt
from intake.services.jobs.counting import PERIODS, count_ahead, counted_months, counted_period
from intake.services.jobs.months import months
from intake.services.jobs.retention import purge
from intake.services.jobs.statistics import PeriodStatistics, Waits, current_statistics, statistics
from intake.services.triage.closing import Ending, close
from intake.services.triage.quarantine import spam
from intake.staff.dashboard.chart_drawing import columns, rows
from intake.staff.dashboard.small_counts import cells, median_and_p90
from tests.html import compact
from tests.intake.workbench import DAY, HOUR, LIST, MONDAY, number_of_queries, request_of
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/intake/dashboard/"
MINUTE = dt.timedelta(minutes=1)
TUESDAY = MONDAY + DAY


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield
    clear_cache()


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


def _tried(name: str, nurse: AbstractBaseUser, *tries: tuple[dt.timedelta, AttemptResult]) -> Submission:
    submission = request_of(name)
    for after, result in tries:
        made = Attempt(result, Channel.PHONE)
        record_attempt(submission, made, actor=nurse, now=MONDAY + after)
    return submission


def _found() -> PeriodStatistics:
    return statistics(MONDAY - DAY, TUESDAY)


# --- counts


def test_durations_run_to_the_first_attempt_and_first_conversation(nurse: AbstractBaseUser) -> None:
    _tried("A", nurse, (HOUR, AttemptResult.NO_ANSWER), (3 * HOUR, AttemptResult.REACHED))

    assert (_found().to_first_attempt, _found().to_first_talk) == (Waits.of([HOUR]), Waits.of([3 * HOUR]))


def test_durations_are_counted_in_opening_hours(nurse: AbstractBaseUser) -> None:
    # Received on Monday at ten, reached on Tuesday at ten; the clinic is open from nine to five.
    _tried("A", nurse, (DAY, AttemptResult.REACHED))

    assert (_found().to_first_talk, _found().in_opening_hours) == (Waits.of([8 * HOUR]), True)


def test_durations_are_in_clock_time_without_opening_hours(nurse: AbstractBaseUser) -> None:
    _tried("A", nurse, (DAY, AttemptResult.REACHED))
    OpeningHours().save()  # a week without hours, which the page refuses
    clear_cache()

    assert (_found().to_first_talk, _found().in_opening_hours) == (Waits.of([DAY]), False)


def test_attempts_outcomes_weekdays_and_hours_are_counted(nurse: AbstractBaseUser) -> None:
    reached = _tried("A", nurse, (HOUR, AttemptResult.NO_ANSWER), (2 * HOUR, AttemptResult.REACHED))
    close(reached, Ending(Status.REFERRED, Outcome.EMERGENCY), actor=nurse, now=TUESDAY)
    request_of("B")

    found = _found()
    assert (found.total, found.attempts, found.outcomes) == (2, {0: 1, 2: 1}, {"emergency": 1})
    assert (found.weekdays, found.hours) == ({0: 2}, {10: 2})


def test_waiting_and_overdue_counts_are_current() -> None:
    request_of("A")
    request_of("B", at=TUESDAY)

    current = current_statistics(TUESDAY)
    assert (current.waiting, current.overdue) == (2, 1)


def test_spam_and_earlier_requests_are_not_counted(nurse: AbstractBaseUser) -> None:
    spam(request_of("advert"), actor=nurse, now=MONDAY)
    request_of("old", at=MONDAY - 2 * DAY)
    request_of("suspect")
    Submission.objects.filter(status=Status.NEW, received_at=MONDAY).update(quarantined=True)

    assert _found().total == 0


def test_purged_request_counts_by_weekday_and_hour_only(nurse: AbstractBaseUser) -> None:
    reached = _tried("A", nurse, (HOUR, AttemptResult.REACHED))
    close(reached, Ending(Status.REFERRED, Outcome.OTHER_CLINIC), actor=nurse, now=MONDAY)
    purge(MONDAY + 400 * DAY)

    found = _found()
    assert (found.total, found.weekdays, found.attempts, found.outcomes) == (1, {0: 1}, {}, {})


# --- counted ahead by the worker


def test_figures_counted_ahead_are_those_of_a_count_now(nurse: AbstractBaseUser) -> None:
    reached = _tried("A", nurse, (HOUR, AttemptResult.NO_ANSWER), (2 * HOUR, AttemptResult.REACHED))
    close(reached, Ending(Status.REFERRED, Outcome.EMERGENCY), actor=nurse, now=MONDAY + 3 * HOUR)
    request_of("B")
    for _each in range(len(PERIODS) + 1):  # one kind of figures in each round
        count_ahead(TUESDAY)
    later = TUESDAY + MINUTE / 2
    request_of("C", at=TUESDAY)

    for days in PERIODS:
        assert counted_period(days, later) == (statistics(TUESDAY - days * DAY, TUESDAY - MINUTE), TUESDAY)
    assert counted_months(later) == (months(TUESDAY - MINUTE), TUESDAY)


def test_page_reads_no_request_to_show_what_the_worker_counted(
    manager: Client, nurse: AbstractBaseUser
) -> None:
    _fill(nurse, 6)
    manager.get(PAGE)

    with CaptureQueriesContext(connection) as captured:
        manager.get(PAGE)

    assert [each["sql"] for each in captured if 'received_at" > ' in each["sql"]] == []


def test_figures_are_counted_again_after_a_minute() -> None:
    counted_period(30, TUESDAY)
    request_of("A", at=TUESDAY)
    for _each in range(len(PERIODS) + 1):
        count_ahead(TUESDAY + MINUTE)

    found, at = counted_period(30, TUESDAY + MINUTE)
    assert (found.total, at) == (1, TUESDAY + MINUTE)


def test_page_counts_by_itself_if_the_worker_has_stopped() -> None:
    counted_period(30, TUESDAY)
    request_of("A", at=TUESDAY)

    assert counted_period(30, TUESDAY + HOUR)[0].total == 1


def test_worker_counts_at_most_a_hundredth_of_its_time() -> None:
    counted_period(30, TUESDAY)
    CountedFigures.objects.update(seconds=3)
    for _each in range(len(PERIODS) + 1):
        count_ahead(TUESDAY + 4 * MINUTE)

    assert counted_period(30, TUESDAY + 4 * MINUTE)[1] == TUESDAY


# --- suppression of small counts


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 5, 12], ["0", "5", "12"]),
        ([1, 4, 12], ["fewer than 5", "fewer than 5", "12"]),
        ([4, 7, 12], ["fewer than 5", "not shown", "12"]),
        ([3], ["fewer than 5"]),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_derived(counts: list[int], shown: list[str]) -> None:
    found = cells((str(number), count) for number, count in enumerate(counts))

    assert [cell.shown for cell in found] == shown


def test_median_and_p90_require_five_durations() -> None:
    times = [number * MINUTE for number in range(1, 11)]

    assert median_and_p90(Waits.of(times)) == ("5 min", "9 min")
    assert median_and_p90(Waits.of(times[:4])) == ("fewer than 5", "fewer than 5")


def test_hidden_count_has_no_bar() -> None:
    found = cells([("a", 3), ("b", 10), ("c", 20)])

    assert [bar.height for bar in columns(found, 40).bars] == [0, 0, 110]
    assert [bar.width for bar in rows(found).bars] == [0, 0, 480]
    assert [bar.shown for bar in columns(found, 40).bars] == ["<5", "–", "20"]


# --- the page


def _fill(nurse: AbstractBaseUser, count: int) -> None:
    for number in range(count):
        name = f"Canary {Submission.objects.count()} {number}"
        made = request_of(name, message="canary words")
        ContactAttempt.objects.create(
            submission=made, made_at=MONDAY + HOUR, made_by=nurse, channel="phone", result="reached"
        )


def test_page_shows_each_chart_with_its_table(manager: Client, nurse: AbstractBaseUser) -> None:
    _fill(nurse, 6)
    FaqEntry.objects.create(
        slug="a", question="Is it?", answer="It is.", topic="T", published=True, yes_count=9, no_count=1
    )

    page = compact(manager.get(PAGE).content.decode())

    assert page.count("<svg class=") + page.count("Nothing to show yet.") == 5
    assert '<th scope="row">Monday</th><td>6</td>' in page
    assert '<th scope="row">Is it?</th><td>90% of 10</td>' in page
    assert '<th scope="row">To the first conversation</th><td>6</td><td>1 h 0 min</td>' in page


def test_page_draws_no_chart_of_zeros(manager: Client) -> None:
    assert manager.get(PAGE).content.decode().count("Nothing to show yet.") == 5


def test_page_has_no_reference_and_nothing_that_a_patient_wrote(
    manager: Client, nurse: AbstractBaseUser
) -> None:
    _fill(nurse, 2)

    page = compact(manager.get(PAGE).content.decode())

    assert "anary" not in page
    assert [each for each in Submission.objects.values_list("reference", flat=True) if each in page] == []
    assert '<th scope="row">Monday</th><td>fewer than 5</td>' in page


def test_page_has_no_inline_style_or_script(manager: Client, nurse: AbstractBaseUser) -> None:
    _fill(nurse, 6)

    page = manager.get(PAGE).content.decode()

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page)


def test_number_of_queries_is_constant(manager: Client, nurse: AbstractBaseUser) -> None:
    _fill(nurse, 1)
    manager.get(PAGE)
    few = number_of_queries(lambda: manager.get(PAGE))
    _fill(nurse, 20)

    assert number_of_queries(lambda: manager.get(PAGE)) == few


@pytest.mark.parametrize(("asked", "days"), [("30", 30), ("365", 365), ("7", 90), ("x", 90), ("", 90)])
def test_unknown_period_falls_back_to_the_default(manager: Client, asked: str, days: int) -> None:
    page = manager.get(PAGE, {"days": asked}).content.decode()

    assert f'<a href="?days={days}" aria-current="true">' in page


@pytest.mark.parametrize("role", list(Role))
def test_only_a_manager_sees_the_dashboard(
    client: Client, person: Callable[..., AbstractBaseUser], role: Role
) -> None:
    sign_in(client, person("one", role, is_superuser=True))

    assert client.get(PAGE).status_code == (200 if role == Role.MANAGER else 403)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FRONT_DESK])
def test_only_a_managers_queue_links_to_the_dashboard(
    client: Client, person: Callable[..., AbstractBaseUser], role: Role
) -> None:
    page = sign_in(client, person("one", role)).get(LIST).content.decode()

    assert (f'href="{PAGE}"' in page) is (role == Role.MANAGER)


def test_label_wider_than_the_last_column_of_a_chart_is_not_cut(settings: Settings) -> None:
    css = (settings.BASE_DIR / "static/staff/dashboard.css").read_text()

    assert re.search(r"^\.drawing \{[^}]* overflow: visible;", css, re.MULTILINE)
