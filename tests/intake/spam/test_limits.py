from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clinic_site.ops.log_format import JsonFormatter
from intake.models import RateCount
from intake.spam import limits
from intake.spam.limits import RateCounter

NOW = dt.datetime(2026, 11, 23, 15, 42, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def _counter(subject: str) -> RateCounter:
    return RateCounter("ask", subject, HOUR)


def _add(subject: str) -> int:
    return limits.add([_counter(subject)], NOW)[0]


def test_as_many_as_the_limit_are_allowed() -> None:
    answers = [limits.allow("ask", "a", 3, HOUR, NOW) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_several_counters_are_counted_separately() -> None:
    _add("a")

    counts = limits.add([_counter("a"), _counter(""), _counter("b")], NOW)

    assert counts == [2, 0, 1]


def test_reading_counts_changes_nothing() -> None:
    _add("a")

    seen = [limits.counted([_counter("a"), _counter("b"), _counter("")], NOW) for _ in range(2)]

    assert seen == [[1, 0, 0]] * 2
    assert RateCount.objects.count() == 1


def test_several_counters_take_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        limits.add([_counter(name) for name in "abcdefg"], NOW)

    assert ["INSERT" in query["sql"] for query in asked].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_counting_in_opposite_orders_does_not_deadlock() -> None:
    def work(names: str) -> None:
        for _ in range(30):
            counts.append(limits.add([_counter(name) for name in names], NOW))
        connection.close()

    counts: list[list[int]] = []
    threads = [threading.Thread(target=work, args=[names]) for names in ("abcd", "dcba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(counts) == 60
    assert limits.counted([_counter(name) for name in "abcd"], NOW) == [60] * 4


@pytest.mark.parametrize(
    ("purpose", "subject", "window", "now"),
    [
        ("other", "a", HOUR, NOW),
        ("ask", "b", HOUR, NOW),
        ("ask", "a", HOUR * 2, NOW),
        ("ask", "a", HOUR, NOW + HOUR),
    ],
)
def test_each_purpose_subject_and_window_is_counted_separately(
    purpose: str, subject: str, window: dt.timedelta, now: dt.datetime
) -> None:
    limits.add([RateCounter("ask", "a", HOUR)], NOW)

    assert limits.add([RateCounter(purpose, subject, window)], now)[0] == 1


def test_window_across_midnight_is_one_window() -> None:
    before = dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)
    counter = RateCounter("ask", "a", dt.timedelta(hours=5))
    limits.add([counter], before)

    assert limits.add([counter], before + dt.timedelta(hours=1, minutes=30)) == [2]


def test_counting_starts_again_when_a_window_ends() -> None:
    assert limits.window_end(HOUR, NOW) == dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)


def test_row_does_not_reveal_whom_it_counts() -> None:
    limits.add([RateCounter("phone", "+17325550142", HOUR)], NOW)
    limits.add([RateCounter("phone", "+17325550142", HOUR)], NOW + dt.timedelta(days=1))

    first, second = RateCount.objects.values_list("key", flat=True)
    assert first != second
    assert not any(part in first + second for part in ("7325550142", "phone"))


def test_empty_subject_is_always_allowed() -> None:
    assert all(limits.allow("ask", "", 1, HOUR, NOW) for _ in range(3))
    assert RateCount.objects.count() == 0


def test_empty_subject_is_not_looked_up() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert limits.counted([RateCounter("ask", "", HOUR)], NOW) == [0]

    assert list(queries) == []  # PostgreSQL knows no empty list


def test_counts_are_deleted_when_their_window_has_ended() -> None:
    limits.add([RateCounter("ask", "a", HOUR)], NOW)
    limits.add([RateCounter("ask", "b", HOUR)], NOW + HOUR)

    assert (limits.sweep(NOW + HOUR), RateCount.objects.count()) == (1, 1)


def test_unavailable_database_refuses_no_one_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> int:
        raise OperationalError("canary")

    monkeypatch.setattr(type(RateCount.objects), "add", away)
    monkeypatch.setattr(type(RateCount.objects), "counts", away)

    assert limits.allow("ask", "a", 0, HOUR, NOW)
    assert limits.add([_counter("a"), _counter("b")], NOW) == [0, 0]
    assert limits.counted([_counter("a"), _counter("b")], NOW) == [0, 0]
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 3
    assert "canary" not in "".join(JsonFormatter().format(record) for record in caplog.records)


def test_failed_count_in_a_transaction_rolls_back_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        _add("a")
        with monkeypatch.context() as broken:
            broken.setattr(type(RateCount.objects), "add", lambda *_: connection.cursor().execute("nonsense"))
            assert _add("b") == 0

    assert limits.counted([_counter("a"), _counter("b")], NOW) == [1, 0]
