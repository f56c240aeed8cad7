"""The clinic file is loaded into the database once; then the admin is the truth."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import override_settings

from clinic_site import clinic
from clinic_site.clinic import first_values
from clinic_site.clinic.clinic_file import of_file
from clinic_site.clinic.models import ClinicFacts, Holiday, OpeningHours, StaffAddress, Treatment
from intake.checks import one_staff_address

pytestmark = pytest.mark.django_db


def test_loaded_facts_are_those_of_the_file() -> None:
    before = clinic.current()

    assert first_values.load_once()

    after = clinic.current()
    assert (after.clinic, after.callback, after.holidays) == (before.clinic, before.callback, before.holidays)
    assert {day: spans for day, spans in after.opening_hours.items() if spans} == before.opening_hours
    assert clinic.current().clinic.phone == "732 555 0100"


def test_facts_are_loaded_only_once() -> None:
    first_values.load_once()
    ClinicFacts.objects.update(phone="732 555 0199")

    assert first_values.load_once() is False

    clinic.clear_cache()
    assert clinic.current().clinic.phone == "732 555 0199"


def test_hours_and_holidays_that_a_manager_saved_are_kept() -> None:
    OpeningHours(monday="14:00-18:00").save()
    Holiday.objects.create(date="2026-12-25", name="Open for calls", closed=False)

    first_values.load_once()

    assert OpeningHours.objects.get().monday == "14:00-18:00"
    assert clinic.current().spans_on(dt.date(2026, 12, 28))
    assert dt.date(2026, 12, 25) not in clinic.current().holidays


def test_the_address_that_was_notified_is_kept() -> None:
    first_values.load_once()

    assert clinic.staff_addresses() == ["staff@clinic.test"]


def test_make_run_keeps_the_address_of_the_clinic_file() -> None:
    with override_settings(LOCAL_ENV="var/local.env", STAFF_EMAIL="staff@localhost"):
        first_values.load_once()

        assert clinic.staff_addresses() == ["front-desk@clinic.test"]


def test_several_addresses_are_notified() -> None:
    for name in ("one", "two"):
        StaffAddress.objects.create(email=f"{name}@clinic.test")
    StaffAddress.objects.create(email="gone@clinic.test", in_use=False)

    assert clinic.staff_addresses() == ["one@clinic.test", "two@clinic.test"]


def test_a_migration_loads_the_clinic_file() -> None:
    first_values.after_migration(using=connection.alias)

    assert ClinicFacts.objects.get().name == of_file().clinic.name


def test_the_upgrade_keeps_the_tables_of_hours_and_holidays() -> None:
    assert {OpeningHours._meta.db_table, Holiday._meta.db_table} == {"intake_openinghours", "intake_holiday"}


def test_supports_are_entered_for_the_clinic_to_confirm() -> None:
    first_values.load_once()

    assert set(Treatment.objects.values_list("name", "kind", "published")) == {
        (name, "support", False)
        for name in ("Biofeedback", "Meditation", "Yoga", "Music therapy", "Exercise", "Diet")
    }
    assert clinic.current().treatments == ()


def test_clinic_with_treatments_gets_no_entries() -> None:
    Treatment.objects.create(name="Ketamine by IV")

    first_values.load_once()

    assert [each.name for each in Treatment.objects.all()] == ["Ketamine by IV"]


def test_before_anything_is_saved_the_clinic_file_wins_over_the_placeholder_of_make_run() -> None:
    with override_settings(LOCAL_ENV="var/local.env", STAFF_EMAIL="staff@localhost"):
        assert clinic.staff_addresses() == ["front-desk@clinic.test"]


def test_two_different_addresses_in_the_settings_are_reported() -> None:
    assert [warning.id for warning in one_staff_address()] == ["intake.W003"]
    with override_settings(STAFF_EMAIL="front-desk@clinic.test"):
        assert one_staff_address() == []
