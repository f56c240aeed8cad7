"""Opening hours and holidays saved by managers override those of the clinic file."""

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
from clinic_site.clinic import Span, store
from clinic_site.clinic.clinic_file import for_readers
from clinic_site.clinic.models import Holiday, OpeningHours
from clinic_site.clinic.spans import parse_spans, spans_in_words
from intake.rules.safety_card import SafetyCard
from intake.services.calls.attempts import next_time
from intake.services.jobs.digest import write_digest
from tests.intake.workbench import ANSWERS, DAY, HOUR, MONDAY, request_of

pytestmark = pytest.mark.django_db
CHRISTMAS = dt.date(2026, 12, 25)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    clinic.clear_cache()
    yield
    clinic.clear_cache()


def _save(**days: str) -> None:
    OpeningHours(**days).save()
    clinic.clear_cache()


def _off(date: dt.date, *, closed: bool = True) -> None:
    Holiday.objects.create(date=date, name="A day off", closed=closed)
    clinic.clear_cache()


def test_clinic_file_is_used_until_hours_are_saved() -> None:
    assert clinic.current() == for_readers()


def test_saved_hours_replace_the_file() -> None:
    _save(monday="14:00-18:00")

    saved = Span(opens=dt.time(14), closes=dt.time(18))
    assert clinic.current().spans_on(MONDAY.date()) == (saved,)
    assert clinic.current().spans_on(MONDAY.date() + DAY) == ()


def test_saving_hours_again_replaces_the_row() -> None:
    _save(monday="14:00-18:00")
    _save(tuesday="9:00-10:00")

    assert [(row.monday, row.tuesday) for row in OpeningHours.objects.all()] == [("", "09:00-10:00")]


def test_saved_holiday_is_added_to_those_of_the_file() -> None:
    _off(MONDAY.date())

    assert clinic.current().holidays == {MONDAY.date(): "A day off", CHRISTMAS: "Christmas Day"}


def test_manager_can_open_on_a_holiday_of_the_file() -> None:
    _off(CHRISTMAS, closed=False)

    assert clinic.current().spans_on(CHRISTMAS)


def test_new_hours_do_not_move_existing_deadlines() -> None:
    before = request_of(at=MONDAY)
    _save(monday="14:00-18:00", tuesday="9:00-17:00")
    after = request_of("Kim", at=MONDAY)

    before.refresh_from_db()
    assert before.due_at == before.queue_at == MONDAY + 4 * HOUR
    assert after.due_at == dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC)  # 14:00 and four hours


def test_new_hours_apply_to_calls_and_the_digest() -> None:
    request_of(at=MONDAY - 4 * DAY)
    card = SafetyCard.from_answers(ANSWERS)
    assert next_time(card, MONDAY) == MONDAY
    _save(monday="14:00-18:00")

    assert next_time(card, MONDAY) == MONDAY + 4 * HOUR
    assert not write_digest(MONDAY - HOUR)
    assert write_digest(MONDAY + 4 * HOUR)


def test_form_shows_the_saved_hours(time_machine: object) -> None:
    time_machine.move_to(MONDAY, tick=False)
    _off(MONDAY.date())

    words = engines["django"].from_string("{% load intake_tags %}{% when_read %}").render()

    assert "We’re closed for A day off today." in words


def test_process_reads_the_hours_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.current()
    OpeningHours(monday="14:00-18:00").save()
    assert clinic.current() == for_readers()

    later = store.time.monotonic() + 61
    monkeypatch.setattr(store.time, "monotonic", lambda: later)
    assert clinic.current() != for_readers()


def _unavailable(*_: object) -> None:
    raise DatabaseError


def test_file_is_used_while_the_database_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_read", _unavailable)

    assert clinic.current() == for_readers()


def test_callback_page_works_while_the_database_is_unavailable(
    client: Client, monkeypatch: pytest.MonkeyPatch, time_machine: object
) -> None:
    time_machine.move_to(MONDAY, tick=False)
    monkeypatch.setattr(store, "_read", _unavailable)

    assert "We’re open now." in client.get("/callback/").content.decode()


def test_last_known_hours_are_used_while_the_database_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    _save(monday="14:00-18:00")
    known, later = clinic.current(), store.time.monotonic() + 61
    monkeypatch.setattr(store, "_read", _unavailable)
    monkeypatch.setattr(store.time, "monotonic", lambda: later)

    assert clinic.current() == known != for_readers()


def test_failed_query_does_not_abort_the_callers_transaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE intake_holiday RENAME TO intake_gone")

    assert request_of(at=MONDAY).due_at == MONDAY + 4 * HOUR


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("9:00-17:00", "09:00-17:00"),
        ("09:00 – 12:30 , 13:30-17:00", "09:00-12:30, 13:30-17:00"),
        ("9am-12pm, 1:30 p.m.—5 PM", "09:00-12:00, 13:30-17:00"),
        ("12am-11:59pm", "00:00-23:59"),
        ("9am to 5pm", "09:00-17:00"),
        ("9:00 AM to 5:00 PM", "09:00-17:00"),
        ("9 a. m. until 5 P.M.", "09:00-17:00"),
        ("9am–noon", "09:00-12:00"),
        ("9a-5p", "09:00-17:00"),
        ("9am\u20115pm", "09:00-17:00"),  # a hyphen that doesn't break
        ("9am\u22125pm", "09:00-17:00"),  # a minus sign
        ("9\u00a0a.m. – 5\u202fp.m.", "09:00-17:00"),
        ("9 to 5 p.m.", "09:00-17:00"),
        ("9am-5", "09:00-17:00"),
        ("8:30 - 12:30pm and 1:30 - 5pm", "08:30-12:30, 13:30-17:00"),
        ("9am to noon, 1 to 5 pm", "09:00-12:00, 13:00-17:00"),
        ("12-5pm", "12:00-17:00"),
        ("10am-14:00", "10:00-14:00"),
        ("midnight to 1am", "00:00-01:00"),
    ],
)
def test_hours_are_parsed_and_normalized(typed: str, kept: str) -> None:
    assert spans_in_words(parse_spans(typed)) == kept


def _rows_with(periods: int) -> tuple[OpeningHours, Holiday]:
    """Return rows with this many periods of an hour on a day, as short as they can be typed."""
    typed = ",".join(f"{hour}am-{hour + 1}am" for hour in range(3, 3 + periods))
    day = {"date": dt.date(2026, 12, 24), "name": "Eve", "closed": False}
    return OpeningHours(monday=typed, friday=typed), Holiday(**day, hours=typed)


def test_six_periods_on_a_day_can_be_stored() -> None:
    for row in _rows_with(6):
        row.full_clean()
        row.save()
        row.full_clean()  # as long as it is stored


def test_more_periods_on_a_day_than_can_be_stored_are_refused_at_their_field() -> None:
    for row, fields in zip(_rows_with(7), ({"monday", "friday"}, {"hours"}), strict=True):
        with pytest.raises(ValidationError, match="at most 6 periods") as refused:
            row.full_clean()
        assert set(refused.value.error_dict) == fields


def test_hours_that_cannot_be_read_are_refused_once() -> None:
    with pytest.raises(ValidationError) as refused:
        OpeningHours(monday="9 to 5").full_clean()

    assert [len(errors) for errors in refused.value.error_dict.values()] == [1]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("nine to five", "Enter times like 9am-5pm, or 09:00-12:30, 13:30-17:00'"),
        ("closed", "Enter times like"),
        ("09:00-25:00", "Enter times like"),
        ("9-5", "Say a.m. or p.m. with both times, like 9am-5pm'"),
        ("9 to 5", "Say a.m. or p.m."),
        ("9-12", "Say a.m. or p.m."),
        ("9-17:00", "Say a.m. or p.m."),
        ("1 to 5 p.m.", "Say a.m. or p.m."),
        ("1:00 - 5:00 PM", "Say a.m. or p.m."),
        ("9am-10", "Say a.m. or p.m."),
        ("9am-13pm", "Enter times like"),
        ("9am", "Enter times like"),
        ("9am-12pm-5pm", "Enter times like"),
        ("9:00-5:00", "5 p.m. is 17:00"),
        ("17:00-09:00", "Enter times in order"),
        ("09:00-13:00, 12:00-17:00", "Enter times in order"),
        ("18:00-01:00", "enter two periods: 18:00-23:59 on this day, and 00:00-01:00 on the next"),
        ("6pm-1", "enter two periods: 18:00-23:59 on this day, and 00:00-01:00 on the next"),
        ("6pm-1am", "enter two periods: 18:00-23:59 on this day, and 00:00-01:00 on the next"),
        ("6pm-12am", "For hours until midnight, enter 18:00-23:59"),
        ("6pm-midnight", "For hours until midnight, enter 18:00-23:59"),
        ("18:00-24:00", "For hours until midnight, enter 18:00-23:59"),
    ],
)
def test_invalid_hours_are_refused_with_an_example(typed: str, error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        parse_spans(typed)
