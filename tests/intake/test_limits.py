from __future__ import annotations

import datetime as dt
import threading
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from clinic_site.logs import JsonFormatter
from intake import limits
from intake.limits import Limit
from intake.models import RateCount

NOW = dt.datetime(2026, 11, 23, 15, 42, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_as_many_as_the_limit_are_allowed_and_no_more() -> None:
    answers = [limits.allow("ask", "a", 3, HOUR, NOW) for _ in range(5)]

    assert answers == [True, True, True, False, False]


def test_several_are_counted_at_once_each_by_itself() -> None:
    limits.add("ask", "a", HOUR, NOW)

    counts = limits.add_each([Limit("ask", "a"), Limit("ask", ""), Limit("call", "b")], HOUR, NOW)

    assert counts == [2, 0, 1]


def test_what_comes_after_one_above_its_limit_is_not_counted() -> None:
    flood = [Limit("ask", "a", 1), Limit("call", "b")]

    counts = [limits.add_each(flood, HOUR, NOW) for _ in range(3)]

    assert counts == [[1, 1], [2, 0], [3, 0]]
    assert limits.add("call", "b", HOUR, NOW) == 2


@pytest.mark.parametrize(
    ("purpose", "subject", "window", "now"),
    [
        ("other", "a", HOUR, NOW),
        ("ask", "b", HOUR, NOW),
        ("ask", "a", HOUR * 2, NOW),
        ("ask", "a", HOUR, NOW + HOUR),
    ],
)
def test_each_purpose_subject_and_window_is_counted_by_itself(
    purpose: str, subject: str, window: dt.timedelta, now: dt.datetime
) -> None:
    limits.add("ask", "a", HOUR, NOW)

    assert limits.add(purpose, subject, window, now) == 1


def test_a_window_that_reaches_over_midnight_is_one() -> None:
    before = dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)
    limits.add("ask", "a", dt.timedelta(hours=5), before)

    assert limits.add("ask", "a", dt.timedelta(hours=5), before + dt.timedelta(hours=1, minutes=30)) == 2


def test_the_end_of_a_window_is_when_counting_begins_anew() -> None:
    assert limits.window_end(HOUR, NOW) == dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)


def test_a_row_tells_nothing_of_whom_it_counts() -> None:
    limits.add("phone", "+17325550142", HOUR, NOW)
    limits.add("phone", "+17325550142", HOUR, NOW + dt.timedelta(days=1))

    first, second = RateCount.objects.values_list("key", flat=True)
    assert first != second
    assert not any(part in first + second for part in ("7325550142", "phone"))


def test_an_empty_subject_is_nobody_and_is_always_allowed() -> None:
    assert all(limits.allow("ask", "", 1, HOUR, NOW) for _ in range(3))
    assert RateCount.objects.count() == 0


def test_counts_go_when_their_window_is_over() -> None:
    limits.add("ask", "a", HOUR, NOW)
    limits.add("ask", "b", HOUR, NOW + HOUR)

    assert (limits.sweep(NOW + HOUR), RateCount.objects.count()) == (1, 1)


def test_a_database_that_is_away_holds_nobody_up_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> int:
        raise OperationalError("canary")

    monkeypatch.setattr(type(RateCount.objects), "add", away)

    assert limits.allow("ask", "a", 0, HOUR, NOW)
    assert limits.add_each([Limit("ask", "a"), Limit("ask", "b")], HOUR, NOW) == [0, 0]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "canary" not in "".join(JsonFormatter().format(record) for record in caplog.records)


def _hold_lock(locked: threading.Event, done: threading.Event) -> None:
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        if connection.vendor != "sqlite":
            cursor.execute("LOCK TABLE intake_ratecount IN ACCESS EXCLUSIVE MODE")
        locked.set()
        done.wait(20)
        cursor.execute("ROLLBACK")
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_holds_nobody_up_for_long() -> None:
    locked, done = threading.Event(), threading.Event()
    holder = threading.Thread(target=_hold_lock, args=(locked, done))
    holder.start()
    locked.wait(20)
    began = dt.datetime.now(dt.UTC)

    allowed = limits.allow("ask", "a", 0, HOUR, NOW)

    took = dt.datetime.now(dt.UTC) - began
    done.set()
    holder.join()
    assert allowed
    assert took < dt.timedelta(seconds=3)
    assert limits.allow("ask", "a", 1, HOUR, NOW)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="patience and care are SQLite's settings")
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.django_db(transaction=True)
def test_everything_else_waits_for_locks_and_for_the_disk_as_before(
    monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    within, counting = [], type(RateCount.objects).add

    def add(*given: Any) -> int:
        within.append(_care())
        return 1 / 0 if fails else counting(*given)

    monkeypatch.setattr(type(RateCount.objects), "add", add)
    before = _care()

    with pytest.raises(ZeroDivisionError) if fails else nullcontext():
        limits.add("ask", "a", HOUR, NOW)

    assert (before, within, _care()) == ((10_000, 2), [(500, 1)], before)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="care is SQLite's setting")
def test_counting_within_a_transaction_takes_no_care_from_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    within = []
    monkeypatch.setattr(type(RateCount.objects), "add", lambda *_: within.append(_care()) or 1)

    limits.add("ask", "a", HOUR, NOW)

    assert within == [(500, 2)]


def _care() -> tuple[int, int]:
    with connection.cursor() as cursor:
        return tuple(
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("busy_timeout", "synchronous")
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the words are PostgreSQL's")
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_only_the_counts_do_not_wait_for_the_disk() -> None:
    with CaptureQueriesContext(connection) as alone:
        limits.add("ask", "a", HOUR, NOW)
    with transaction.atomic(), CaptureQueriesContext(connection) as within:
        limits.add("ask", "a", HOUR, NOW)

    told = ["synchronous_commit" in str(asked.captured_queries) for asked in (alone, within)]
    assert told == [True, False]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("192.168.1.20", ""),
        ("::1", ""),
        ("fe80::1%eth0", ""),
        ("::ffff:10.0.0.1", ""),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_all_that_is_seen_of_an_address(address: str, network: str) -> None:
    assert limits.network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("trusted", "hops", "network"),
    [
        (True, "198.51.100.9, 203.0.113.77", "203.0.113.0/24"),
        (True, "203.0.113.77", "203.0.113.0/24"),
        (True, "", "192.0.2.0/24"),
        (True, "203.0.113.77, unknown", ""),
        (False, "203.0.113.77", "192.0.2.0/24"),
    ],
)
def test_only_the_hop_that_a_trusted_proxy_wrote_is_believed(trusted: bool, hops: str, network: str) -> None:
    headers = {"X-Forwarded-For": hops} if hops else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)

    with override_settings(TRUST_PROXY=trusted):
        assert limits.network_of(request) == network
