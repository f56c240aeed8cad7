"""All machines are marked, and no person is turned away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from intake.enums import SuspectReason
from intake.models import RateCount, Submission
from intake.spam import limits
from intake.spam.form_timestamp import new_timestamp, read_timestamp
from intake.spam.guard import FLOOD_WINDOW
from tests.intake.people import HOW_MANY, Person, as_a_manager_fills, hidden_fields, people, visible_texts
from tests.intake.spam.bots import Bot, bots

Typed = Callable[..., dict[str, Any]]
NOW = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)
FROM = "203.0.113.9"
pytestmark = pytest.mark.django_db


def _post(client: Client, data: dict[str, Any], address: str = FROM) -> Any:
    return client.post("/callback/", data, REMOTE_ADDR=address)


def _reasons(submission: Submission) -> set[str]:
    return set(submission.suspect_reasons.split())


@pytest.mark.parametrize("bot", list(bots(NOW)), ids=lambda bot: bot.name)
def test_bot_is_marked_stored_and_answered(client: Client, time_machine: Any, bot: Bot) -> None:
    time_machine.move_to(NOW, tick=False)

    answer = _post(client, bot.post)

    submission = Submission.objects.get()
    assert answer.status_code == 303
    assert submission.quarantined
    assert _reasons(submission) == bot.reasons


def test_suspect_gets_the_same_receipt_and_deadline_as_everyone(client: Client, typed: Typed) -> None:
    page = client.get(_post(client, typed(spare="x"))["Location"]).content.decode()

    submission = Submission.objects.get()
    assert (submission.quarantined, submission.due_at is not None) == (True, True)
    assert submission.reference in page
    assert "spam" not in page.lower()


class Day:
    """Runs people through the site, each at their own time, and keeps who was refused."""

    def __init__(self, client: Client, time_machine: Any) -> None:
        self.client = client
        self.clock = time_machine
        self.refused: list[Person] = []

    def live(self, person: Person) -> None:
        self.clock.move_to(person.opens, tick=False)
        page = self.client.get(person.page).content.decode()
        sent = hidden_fields(page) | self._filled_in(person, page)
        self.clock.move_to(person.opens + person.takes, tick=False)
        if person.habit == "mistake":
            address = _post(self.client, sent | {"consent": ""}, person.network)["Location"]
            page = self.client.get(address).content.decode()
            sent = hidden_fields(page) | person.answers
        for _ in range({"again": 3, "back": 2}.get(person.habit, 1)):
            self._send(person, sent)

    def _filled_in(self, person: Person, page: str) -> dict[str, Any]:
        return as_a_manager_fills(page, person.answers) if person.habit == "manager" else person.answers

    def _send(self, person: Person, sent: dict[str, Any]) -> None:
        answer = _post(self.client, sent, person.network)
        if answer.status_code != 303 or not answer["Location"].startswith("/callback/received/"):
            self.refused.append(person)


def test_no_person_is_refused_or_marked(
    client: Client, time_machine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = list(people())
    day = Day(client, time_machine)

    for person in sorted(crowd, key=lambda person: person.opens + person.takes):
        day.live(person)

    marked = {row.reference: row.suspect_reasons for row in Submission.objects.filter(quarantined=True)}
    with capsys.disabled():
        print(
            f"\npeople {len(crowd)}, refused {len(day.refused)}, marked {len(marked)}, "
            f"stored {Submission.objects.count()}; kinds of machines {len(list(bots(NOW)))}, all marked"
        )
    assert day.refused == []
    assert marked == {}
    assert Submission.objects.count() == len(crowd) == HOW_MANY


def test_password_manager_sees_every_field_but_the_honeypot(client: Client) -> None:
    fields = visible_texts(client.get("/callback/").content.decode())

    assert {"name", "phone", "email", "ask_for"} <= set(fields)
    assert "spare" not in fields


def test_honeypot_tells_people_who_find_it_to_leave_it_empty(client: Client) -> None:
    page = client.get("/callback/").content.decode()

    assert '<label for="callback-spare">Leave this empty</label>' in page
    (trap,) = re.findall(r'<input[^>]*name="spare"[^>]*>', page)
    assert all(part in trap for part in ('autocomplete="off"', 'tabindex="-1"', 'type="text"'))


@pytest.mark.parametrize(("path", "minutes"), [("/callback/", 0), ("/ptsd-medication-alternatives/", 30)])
def test_timestamp_is_exact_except_on_cached_pages(
    client: Client, time_machine: Any, path: str, minutes: int
) -> None:
    time_machine.move_to(NOW, tick=False)

    stamp = hidden_fields(client.get(path).content.decode())["stamp"]

    assert read_timestamp(stamp, NOW).age == dt.timedelta(minutes=minutes)


def test_form_shown_again_keeps_its_timestamp(client: Client, typed: Typed) -> None:
    given = typed(name="")

    page = client.get(_post(client, given)["Location"]).content.decode()

    assert hidden_fields(page)["stamp"] == given["stamp"]


def test_clock_set_back_makes_no_one_a_suspect(client: Client, typed: Typed) -> None:
    _post(client, typed(stamp=new_timestamp(timezone.now() + dt.timedelta(hours=1))))

    assert not Submission.objects.get().quarantined


def test_request_above_the_limit_of_a_network_is_marked_and_stored(
    client: Client, typed: Typed, settings: Settings
) -> None:
    settings.SUSPECT_PER_NETWORK = 3

    for number in range(4):
        assert _post(client, typed(name=f"P{number}", phone=f"732 555 010{number}")).status_code == 303

    assert [_reasons(row) for row in Submission.objects.order_by("received_at")] == [
        *(set() for _ in range(3)),
        {SuspectReason.NETWORK},
    ]


def test_request_above_the_limit_of_a_phone_is_flagged_and_not_quarantined(
    client: Client, typed: Typed, settings: Settings
) -> None:
    settings.SUSPECT_PER_PHONE = 2

    for number in range(3):
        assert _post(client, typed(name=f"P{number}"), f"198.51.{number}.1").status_code == 303

    assert [_reasons(row) for row in Submission.objects.order_by("received_at")] == [
        set(),
        set(),
        {SuspectReason.SAME_PHONE},
    ]
    assert not Submission.objects.filter(quarantined=True).exists()


def test_counting_takes_one_query_before_the_request_and_one_statement_and_one_query_after_it(
    client: Client, typed: Typed
) -> None:
    with CaptureQueriesContext(connection) as asked:
        _post(client, typed())

    words = [query["sql"].split()[0] for query in asked if "intake_ratecount" in query["sql"]]
    assert words == ["SELECT", "INSERT", "SELECT"]  # the last is for the receipt


def test_refused_flood_shows_the_text_and_the_time_to_try_again(
    client: Client, typed: Typed, settings: Settings, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.FLOOD_PER_NETWORK = 1
    _post(client, typed())

    answer = _post(client, typed(name="Late Person", message="kept whole"))

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "Mon, 23 Nov 2026 15:40:00 GMT")
    assert all(
        kept in page
        for kept in ('value="Late Person"', "kept whole", "10:40\N{NO-BREAK SPACE}a.m. (Eastern Time)")
    )
    assert "Nothing has been sent yet" in page
    assert Submission.objects.count() == 1


def test_flood_from_one_network_affects_no_other_and_ends(
    client: Client, typed: Typed, settings: Settings, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.FLOOD_PER_NETWORK = 0

    assert _post(client, typed()).status_code == 429
    settings.FLOOD_PER_NETWORK = 1
    assert _post(client, typed(), "198.51.100.1").status_code == 303
    time_machine.move_to(NOW + dt.timedelta(minutes=30))
    assert _post(client, typed()).status_code == 303


def test_invalid_posts_are_not_counted(client: Client, typed: Typed, settings: Settings) -> None:
    settings.FLOOD_PER_NETWORK = 1

    for _ in range(5):
        _post(client, typed(name=""))

    assert _post(client, typed()).status_code == 303


def test_people_behind_an_untrusted_proxy_are_never_a_flood(
    client: Client, typed: Typed, settings: Settings
) -> None:
    settings.FLOOD_PER_NETWORK = 0

    assert _post(client, typed(), "127.0.0.1").status_code == 303


def test_failing_rate_limit_loses_no_request(
    client: Client, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> int:
        raise OperationalError

    monkeypatch.setattr(type(RateCount.objects), "add", away)
    monkeypatch.setattr(type(RateCount.objects), "counts", away)

    assert _post(client, typed()).status_code == 303
    assert not Submission.objects.get().quarantined


def test_no_address_or_number_is_stored_for_counting(client: Client, typed: Typed) -> None:
    _post(client, typed())

    rows = RateCount.objects.all()
    assert len(rows) == 8  # address, phone, form, three networks, everywhere, and that this form was sent
    assert not any(part in row.key for row in rows for part in ("203.0.113", "7325550142"))
    windows = FLOOD_WINDOW, dt.timedelta(hours=1), dt.timedelta(hours=24)
    ten_minutes, hour, day = (limits.window_end(window, timezone.now()) for window in windows)
    an_hour_later = hour + dt.timedelta(hours=1)  # the form that was sent
    assert {row.until for row in rows} == {ten_minutes, hour, an_hour_later, day}
