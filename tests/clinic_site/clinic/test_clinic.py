"""A clinic file is read completely or rejected with the file and the key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from clinic_site import clinic
from clinic_site.clinic.readiness import needed

Load = Callable[..., clinic.Clinic]

MONDAY = dt.date(2026, 11, 23)
_FRIDAY = "[opening_hours]\nfriday = [{}]"
SHIPPED = settings.BASE_DIR / "clinic_site" / "clinic" / "clinic.toml"


def test_facts_are_read(load_clinic: Load) -> None:
    loaded = load_clinic('town = " Freehold "', "[callback]\npromise_hours = 4")

    assert (loaded.clinic.name, loaded.clinic.town, loaded.callback.promise_hours) == (
        "Example",
        "Freehold",
        4,
    )


def test_the_time_zone_is_read(load_clinic: Load) -> None:
    assert load_clinic().zone == ZoneInfo("America/New_York")


def test_a_date_has_the_opening_hours_of_its_weekday(load_clinic: Load) -> None:
    hours = '[opening_hours]\nmonday = ["09:00-12:00", "13:30-17:00"]\ntuesday = ["10:00-11:00"]'

    spans = load_clinic(sections=hours).spans_on(MONDAY)

    assert [(span.opens, span.closes) for span in spans] == [
        (dt.time(9), dt.time(12)),
        (dt.time(13, 30), dt.time(17)),
    ]


def test_a_weekday_without_hours_is_closed(load_clinic: Load) -> None:
    loaded = load_clinic(sections='[opening_hours]\nmonday = ["09:00-12:00"]')

    assert loaded.spans_on(MONDAY + dt.timedelta(days=1)) == ()


def test_a_holiday_is_closed(load_clinic: Load) -> None:
    hours = '[opening_hours]\nmonday = ["09:00-12:00"]\n[holidays]\n"2026-11-23" = "A holiday"'
    loaded = load_clinic(sections=hours)

    assert loaded.spans_on(MONDAY) == ()
    assert loaded.spans_on(MONDAY + dt.timedelta(days=7)) != ()


def test_a_period_may_start_when_another_ends(load_clinic: Load) -> None:
    loaded = load_clinic(sections='[opening_hours]\nmonday = ["09:00-12:00", "12:00-17:00"]')

    assert len(loaded.spans_on(MONDAY)) == 2


@pytest.mark.parametrize(
    ("facts", "sections", "error"),
    [
        *(
            ("", _FRIDAY.format(spans), "the periods of friday overlap or are out of order")
            for spans in (
                '"09:00-12:00", "11:59-17:00"',
                '"13:00-17:00", "09:00-12:00"',
                '"09:00-17:00", "10:00-11:00"',
            )
        ),
        *(
            ("", _FRIDAY.format(f'"{span}"'), r"opening_hours\.friday\.0: .* must open before")
            for span in ("17:00-09:00", "09:00-09:00")
        ),
        *(
            ("", _FRIDAY.format(f'"{span}"'), r"opening_hours\.friday\.0")
            for span in ("09:00Z-17:00", "09:00Z-17:00Z")
        ),
        *(
            ("", _FRIDAY.format(f'"08:00-08:30", "{span}"'), r"clinic\.toml: opening_hours\.friday\.1")
            for span in ("9-17", "09:00", "closed", "09:00-25:00", "9:00-17:00", "")
        ),
        *(
            ("", f'[opening_hours]\n{day} = ["09:00-12:00"]', f"{day}' is not a weekday; use monday, tuesday")
            for day in ("Monday", "mon", "weekdays")
        ),
        ("", '[holidays]\nchristmas = "Christmas Day"', r"holidays\.christmas"),
        ('pager = "1"', "", r"clinic\.pager: there is no such key; the keys are"),
        ("", '[callback]\nhours = "4"', r"callback\.hours: there is no such key; the keys are"),
        ("", '[staff]\nname = "Sam"', "staff: there is no such key; the keys are"),
        *(
            ("", f"[callback]\npromise_hours = {hours}", r"callback\.promise_hours")
            for hours in ("-1", "201", '"soon"')
        ),
        *(
            (f'phone = "{phone}"', "", r"clinic\.phone: .*732 555 0142")  # a link would misdial it
            for phone in ("732 555 0142 ext. 5", "732 555 0142 x12", "555 0142", "1-800-GO-CLINIC", "+1")
        ),
    ],
)
def test_what_cannot_be_used_is_rejected_by_its_key(
    load_clinic: Load, facts: str, sections: str, error: str
) -> None:
    with pytest.raises(clinic.ClinicFileError, match=error):
        load_clinic(facts, sections)


@pytest.mark.parametrize("zone", ["New York", "EST5", "America/Freehold", ""])
def test_an_unknown_time_zone_is_rejected(tmp_path: Path, zone: str) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(f'[clinic]\nname = "Example"\ntime_zone = "{zone}"\n', encoding="utf-8")

    with pytest.raises(clinic.ClinicFileError, match=f"clinic.time_zone: .*'{zone}' is not a time zone"):
        clinic.load(path)


@pytest.mark.parametrize("text", ['[clinic]\ntime_zone = "UTC"', '[clinic]\nname = " "\ntime_zone = "UTC"'])
def test_a_clinic_without_a_name_is_rejected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(clinic.ClinicFileError, match=r"clinic\.toml: clinic\.name: "):
        clinic.load(path)


def test_invalid_toml_is_rejected_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text("[clinic]\nname = \n", encoding="utf-8")

    with pytest.raises(clinic.ClinicFileError, match=r"clinic\.toml: not valid TOML: .*line 2"):
        clinic.load(path)


def test_a_missing_file_is_rejected_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(clinic.ClinicFileError, match=r"none\.toml: cannot be read \(No such file"):
        clinic.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("732 555 0142", "tel:+17325550142"),
        ("(732) 555-0142", "tel:+17325550142"),
        ("1-732-555-0142", "tel:+17325550142"),
        ("+44 20 7946 0958", "tel:+442079460958"),
        ("+45 12 34 56 78", "tel:+4512345678"),
        ("", ""),
    ],
)
def test_a_phone_number_becomes_a_link_with_its_country_code(
    load_clinic: Load, phone: str, link: str
) -> None:
    assert load_clinic(f'phone = "{phone}"').phone_link == link


def test_the_shipped_clinic_file_lists_its_empty_facts() -> None:
    assert [item.needed for item in needed(clinic.load(SHIPPED))] == [
        "clinic.street",
        "clinic.postal_code",
        "clinic.phone",
        "clinic.license_line",
        "opening_hours",
        "callback.promise_hours",
        "notices.privacy",
    ]


def test_the_shipped_clinic_file_is_for_relevance_recovery() -> None:
    facts = clinic.load(SHIPPED).clinic

    assert (facts.name, facts.town, facts.state) == ("Relevance Recovery", "Freehold", "New Jersey")


def test_a_complete_clinic_file_has_no_empty_facts() -> None:
    assert needed(clinic.current()) == []


@pytest.mark.parametrize("hours", ["", "[opening_hours]\nmonday = []\nsunday = []"])
def test_hours_are_unknown_if_every_day_is_empty(load_clinic: Load, hours: str) -> None:
    assert load_clinic(sections=hours).hours_known is False


def test_the_current_clinic_is_read_from_clinic_file() -> None:
    assert clinic.current() == clinic.load(Path(settings.CLINIC_FILE))


def test_a_file_not_encoded_in_utf_8_is_rejected_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_bytes('[clinic]\nname = "Montaño"\ntime_zone = "UTC"\n'.encode("latin-1"))

    with pytest.raises(clinic.ClinicFileError, match=r"clinic\.toml: not encoded in UTF-8"):
        clinic.load(path)


def test_all_errors_are_reported_at_once_and_in_plain_words(load_clinic: Load) -> None:
    facts = 'email = "hello at clinic"\npostal_code = "7728"\nstreet = 5'
    sections = '[callback]\npromise_hours = "soon"\n[holidays]\nchristmas = "Christmas Day"'

    with pytest.raises(clinic.ClinicFileError) as error:
        load_clinic(facts, sections)

    for words in (
        "clinic.email: give one email address, like front-desk@example.org",
        'clinic.postal_code: write a ZIP code of five digits, like "07728"',
        "clinic.street: write text in quotation marks",
        "callback.promise_hours: write a whole number without quotation marks, like 4",
        'holidays.christmas: write a date, like "2026-12-25"',
    ):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("facts", "sections"),
    [
        ("", '[holidays]\n"2026-13-45" = "x"'),
        ("", "[holidays]\n2026-12-25 = 5"),
        ("", '[opening_hours]\nmonday = "09:00-17:00"'),
        ("", '[opening_hours]\nmonday = ["9-5"]'),
        ("", "[opening_hours]\nmonday = [5]"),
        ("", "[callback]\npromise_hours = 3.5"),
        ("", "[callback]\npromise_hours = 500"),
        ("telehealth = true", ""),
        ('telehealth = "sometimes"', ""),
        ("", '[[people]]\nname = ""'),
        ("", '[[people]]\nrole = "Nurse"'),
        ("", '[[people]]\nname = "Sam"\npublished = "maybe"'),
        ("", "people = 5"),
        ("", '[[fees]]\nitem = "Visit"\nprice = "$5"\nvalid_from = "soon"'),
    ],
)
def test_no_error_speaks_the_language_of_the_parser(load_clinic: Load, facts: str, sections: str) -> None:
    with pytest.raises(clinic.ClinicFileError) as error:
        load_clinic(facts, sections)

    for jargon in (
        "Input should",
        "Value error",
        "unable to",
        "Extra inputs",
        "invalid character",
        "Field required",
    ):
        assert jargon not in str(error.value)


@pytest.mark.parametrize("code", ["07728", "07728-1234"])
def test_zip_codes_are_accepted(load_clinic: Load, code: str) -> None:
    assert load_clinic(f'postal_code = "{code}"').clinic.postal_code == code
