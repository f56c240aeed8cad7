"""Opening hours and holidays that managers save, over those of the clinic file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import connection
from django.template import engines
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic import Span
from intake.models import Holiday, OpeningHours
from intake.safety_card import SafetyCard
from intake.services import hours
from intake.services.attempts import next_time
from intake.services.digest import write_digest
from intake.services.hours import current_clinic, forget_hours
from intake.validators import parse_spans, spans_in_words
from tests.intake.workbench import ANSWERS, DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
CHRISTMAS = dt.date(2026, 12, 25)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    forget_hours()
    yield
    forget_hours()


def _save(**days: str) -> None:
    OpeningHours(**days).save()
    forget_hours()


def _off(date: dt.date, *, closed: bool = True) -> None:
    Holiday.objects.create(date=date, name="A day off", closed=closed)
    forget_hours()


def test_until_a_manager_saves_the_clinic_file_counts() -> None:
    assert current_clinic() == clinic.current()


def test_saved_hours_take_the_place_of_the_file() -> None:
    _save(monday="14:00-18:00")

    saved = Span(opens=dt.time(14), closes=dt.time(18))
    assert current_clinic().spans_on(MONDAY.date()) == (saved,)
    assert current_clinic().spans_on(MONDAY.date() + DAY) == ()


def test_there_is_one_week() -> None:
    _save(monday="14:00-18:00")
    _save(tuesday="9:00-10:00")

    assert [(row.monday, row.tuesday) for row in OpeningHours.objects.all()] == [("", "09:00-10:00")]


def test_a_saved_holiday_comes_beside_those_of_the_file() -> None:
    _off(MONDAY.date())

    assert current_clinic().holidays == {MONDAY.date(): "A day off", CHRISTMAS: "Christmas Day"}


def test_a_manager_can_open_on_a_holiday_of_the_file() -> None:
    _off(CHRISTMAS, closed=False)

    assert current_clinic().spans_on(CHRISTMAS)


def test_new_hours_do_not_move_old_deadlines() -> None:
    before = request_of(at=MONDAY)
    _save(monday="14:00-18:00", tuesday="9:00-17:00")
    after = request_of("Kim", at=MONDAY)

    before.refresh_from_db()
    assert before.due_at == before.queue_at == MONDAY + 4 * HOUR
    assert after.due_at == dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)  # 14:00 and four hours


def test_new_hours_count_for_calls_and_for_the_digest() -> None:
    request_of(at=MONDAY - 4 * DAY)
    card = SafetyCard.from_answers(ANSWERS)
    assert next_time(card, MONDAY) == MONDAY
    _save(monday="14:00-18:00")

    assert next_time(card, MONDAY) == MONDAY + 4 * HOUR
    assert not write_digest(MONDAY - HOUR)
    assert write_digest(MONDAY + 4 * HOUR)


def test_the_form_tells_of_the_saved_hours(time_machine: object) -> None:
    time_machine.move_to(MONDAY, tick=False)
    _off(MONDAY.date())

    words = engines["django"].from_string("{% load intake_tags %}{% when_read %}").render()

    assert "Today is A day off, and the clinic is closed." in words


def test_a_process_looks_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    current_clinic()
    OpeningHours(monday="14:00-18:00").save()
    assert current_clinic() == clinic.current()

    later = hours.time.monotonic() + 61
    monkeypatch.setattr(hours.time, "monotonic", lambda: later)
    assert current_clinic() != clinic.current()


def _away(*_: object) -> None:
    raise DatabaseError


def test_the_file_counts_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hours, "_overlaid", _away)

    assert current_clinic() == clinic.current()


def test_the_callback_page_is_there_while_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, time_machine: object
) -> None:
    time_machine.move_to(MONDAY, tick=False)
    monkeypatch.setattr(hours, "_overlaid", _away)

    assert "We are open now." in client.get("/callback/").content.decode()


def test_what_was_last_known_counts_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    _save(monday="14:00-18:00")
    known, later = current_clinic(), hours.time.monotonic() + 61
    monkeypatch.setattr(hours, "_overlaid", _away)
    monkeypatch.setattr(hours.time, "monotonic", lambda: later)

    assert current_clinic() == known != clinic.current()


def test_a_failed_look_does_not_end_what_is_being_stored() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE intake_holiday RENAME TO intake_gone")

    assert request_of(at=MONDAY).due_at == MONDAY + 4 * HOUR


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("9:00-17:00", "09:00-17:00"),
        ("09:00 – 12:30 , 13:30-17:00", "09:00-12:30, 13:30-17:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert spans_in_words(parse_spans(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9 to 5", "Enter times like 09:00-12:30"),
        ("09:00-25:00", "Enter times like"),
        ("17:00-09:00", "Enter times in order"),
        ("09:00-13:00, 12:00-17:00", "Enter times in order"),
    ],
)
def test_other_hours_are_refused_with_what_to_enter(typed: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        parse_spans(typed)
