"""Each staff address is on the list once, whatever its capital letters, also if two managers add it."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from clinic_site.clinic.models import StaffAddress

_migration = import_module("clinic_site.clinic.migrations.0010_one_staff_address")


@pytest.mark.django_db
def test_an_address_is_stored_once_whatever_its_capital_letters() -> None:
    StaffAddress.objects.create(email="Intake@clinic.example")

    with transaction.atomic(), pytest.raises(IntegrityError):
        StaffAddress.objects.create(email="intake@CLINIC.example")

    StaffAddress.objects.create(email="desk@clinic.example")
    assert StaffAddress.objects.count() == 2


def _apps(*emails: str) -> SimpleNamespace:
    """Return what a migration gets, with these staff addresses."""
    rows = SimpleNamespace(values_list=lambda _name, *, flat: list(emails))
    return SimpleNamespace(get_model=lambda _app, _model: SimpleNamespace(objects=rows))


def test_the_migration_names_each_address_that_is_there_twice() -> None:
    with pytest.raises(CommandError) as refused:
        _migration.report_duplicates(_apps("a@b.example", "ok@b.example", "A@b.example"), None)

    assert "Nothing was changed" in str(refused.value)
    assert "a@b.example, A@b.example. " in str(refused.value)
    assert "ok@b.example" not in str(refused.value)


def test_the_migration_goes_on_if_each_address_is_there_once() -> None:
    _migration.report_duplicates(_apps("a@b.example", "b@b.example"), None)
