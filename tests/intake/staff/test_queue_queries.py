"""The queries of the queue: their number, and the indexes they use."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.enums import Kind, Status
from intake.models import Submission
from intake.services.triage.linking import link
from intake.staff.queue.filter import UNASSIGNED, QueueFilter
from intake.staff.queue.rows import CAP, PAGE, count_label, counts
from intake.staff.queue.tabs import TABS
from tests.intake.workbench import LIST, MONDAY, number_of_queries, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def _many(count: int, **columns: object) -> None:
    template = request_of("template")
    Submission.objects.bulk_create(
        [
            Submission(
                reference=f"{number:04}-{len(columns):04}",
                kind=Kind.CALLBACK,
                received_at=MONDAY - dt.timedelta(minutes=number),
                due_at=MONDAY + dt.timedelta(minutes=number - count // 3),
                queue_at=MONDAY + dt.timedelta(minutes=number - count // 3),
                sealed=template.sealed,
                idempotency_key=f"{number}-{columns}",
                status=list(Status)[number % len(Status)],
                quarantined=number % 50 == 0,
                read_first=number % 500 == 0,
                **columns,
            )
            for number in range(count)
        ]
    )


def test_number_of_queries_is_constant(staff: Client, nurse: AbstractBaseUser) -> None:
    def show() -> HttpResponse:
        return staff.get(LIST, {"tab": "new"})

    for number in range(10):
        request_of(f"{number}")
    ten = number_of_queries(show)
    _many(490)

    assert number_of_queries(show) == ten < 22


def test_linked_requests_do_not_add_queries(staff: Client, nurse: AbstractBaseUser) -> None:
    def show() -> HttpResponse:
        return staff.get(LIST, {"tab": "new"})

    pairs = [(request_of(f"{number}"), request_of(f"again {number}")) for number in range(6)]
    link(*pairs[0], actor=nurse, now=MONDAY)
    one = number_of_queries(show)
    for pair in pairs[1:]:
        link(*pair, actor=nurse, now=MONDAY)

    assert number_of_queries(show) == one


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
def test_every_tab_reads_an_index_in_order() -> None:
    _many(5000)
    for _with_statistics in (False, True):
        for tab in TABS:
            plan = tab.rows(MONDAY)[:PAGE].explain()
            assert "USING INDEX submission_" in plan, (tab.slug, plan)
            assert "TEMP B-TREE" not in plan, (tab.slug, plan)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
def test_no_query_of_the_queue_reads_every_request(staff: Client) -> None:
    _many(2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as captured:
        staff.get(LIST, {"tab": "new"})

    reads = [each["sql"] for each in captured if each["sql"].startswith("SELECT")]
    for sql in reads:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[-1] for row in cursor.fetchall()]
        assert "SCAN intake_submission" not in plan, (sql[:200], plan)
    assert len(reads) > 5


@pytest.mark.parametrize("who", [UNASSIGNED, "colleague"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plan")
def test_counts_for_one_person_do_not_read_the_rows_of_others(nurse: AbstractBaseUser, who: str) -> None:
    _many(2000)
    Submission.objects.filter(pk__in=Submission.objects.values("pk")[:1000]).update(claimed_by=nurse)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    wanted = QueueFilter(who=who if who == UNASSIGNED else str(nurse.pk))

    for tab in TABS:
        plan = wanted.narrow(tab.rows(MONDAY), nurse.pk).order_by().values("pk").explain()
        by_tab = ("submission_person", "submission_read_first", "submission_calls", "submission_promised")
        assert any(f"INDEX {index}" in plan for index in by_tab), (tab.slug, plan)


def test_counting_stops_after_the_cap(nurse: AbstractBaseUser) -> None:
    assert (count_label(CAP), count_label(CAP + 1), count_label(0)) == ("1,000", "1,000+", "0")

    _many(CAP + 5)
    Submission.objects.update(status=Status.REFERRED)
    assert counts(QueueFilter(), nurse.pk, MONDAY)["closed"] == CAP + 1
