"""A clinic file with more than the database can store is refused by name, on every database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection, models
from pytest_django.fixtures import Settings

from clinic_site.clinic import ClinicFileError, facts, first_values
from clinic_site.clinic.clinic_file import of_file
from clinic_site.clinic.facts import WEEKDAYS
from clinic_site.clinic.models import ClinicFacts, Fee, Notice, OpeningHours, Person, Plan, Treatment

pytestmark = pytest.mark.django_db
NAMED = '[clinic]\nname = "Example"\ntime_zone = "America/New_York"\n'
_PERIODS = ", ".join(f'"{hour:02}:00-{hour:02}:45"' for hour in range(8, 15))
_ONE_LESS = _PERIODS.rpartition(",")[0]
_MODELS = {"people": Person, "treatments": Treatment, "fees": Fee, "plans": Plan, "notices": Notice}


def _use(settings: Settings, folder: Path, text: str) -> Path:
    path = folder / "clinic.toml"
    path.write_text(text, encoding="utf-8")
    settings.CLINIC_FILE = path
    return path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            f"{NAMED}[opening_hours]\nmonday = [{_PERIODS}]",
            "opening_hours.monday: write at most 6 periods, not 7",
        ),
        (
            f'{NAMED}[other_hours]\n"2026-12-24" = {{name = "Eve", hours = [{_PERIODS}]}}',
            "other_hours.2026-12-24.hours: write at most 6 periods, not 7",
        ),
        (
            f'{NAMED}[other_hours]\n"2026-12-24" = {{name = "{"e" * 61}", hours = ["09:00-12:00"]}}',
            "other_hours.2026-12-24.name: write at most 60 characters, not 61",
        ),
        (
            f'{NAMED}[holidays]\n"2026-12-28" = "{"h" * 61}"',
            "holidays.2026-12-28: write at most 60 characters, not 61",
        ),
        (NAMED.replace("Example", "n" * 81), "clinic.name: write at most 80 characters, not 81"),
        (
            f'{NAMED}translations.es.tagline = "{"t" * 121}"',
            "clinic.translations.es.tagline: write at most 120 characters, not 121",
        ),
        (
            f'{NAMED}[callback]\nstaff_email = "{"a" * 109}@example.org"',
            "callback.staff_email: write at most 120 characters, not 121",
        ),
        (
            f'{NAMED}[[people]]\nname = "Sam"\n[[people]]\nname = "Kim"\nrole = "{"r" * 81}"',
            "people.1.role: write at most 80 characters, not 81",
        ),
    ],
)
def test_file_with_too_much_is_refused_with_what_to_write(
    settings: Settings, tmp_path: Path, text: str, problem: str
) -> None:
    path = _use(settings, tmp_path, text)

    with pytest.raises(CommandError) as error:
        first_values.after_migration(using=connection.alias)

    assert str(error.value) == f"{path}: {problem}"
    assert not ClinicFacts.objects.exists()


def test_all_that_is_too_much_is_reported_at_once(settings: Settings, tmp_path: Path) -> None:
    _use(settings, tmp_path, f'{NAMED}town = "{"t" * 81}"\nstate = "{"s" * 41}"')

    with pytest.raises(ClinicFileError, match=r"clinic\.town: .*; clinic\.state: "):
        first_values.load_once()


def test_every_text_with_a_limit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    known = of_file()
    lists = {name: (_filled(facts.Clinic.model_fields[name].annotation.__args__[0]),) for name in _MODELS}
    limit_problems = known.model_copy(update={"clinic": _filled(facts.Facts)} | lists)
    monkeypatch.setattr(first_values, "of_file", lambda: limit_problems)

    with pytest.raises(ClinicFileError) as error:
        first_values.load_once()

    limited = {f"clinic.{name}: " for name in _limited(ClinicFacts, facts.Facts)}
    for name, model in _MODELS.items():
        value = facts.Clinic.model_fields[name].annotation.__args__[0]
        limited |= {f"{name}.0.{field}: " for field in _limited(model, value)}
    assert len(limited) > 50
    assert [each for each in limited if each not in str(error.value)] == []


def _limited(model: type[models.Model], value: type[facts.Section]) -> set[str]:
    return {each.name for each in model._meta.concrete_fields if each.max_length} & set(value.model_fields)


def _filled(value: type[facts.Section]) -> facts.Section:
    texts = {name: "x" * 40_001 for name, field in value.model_fields.items()}
    return value.model_construct(**texts | {"translations": {}})


def test_file_that_is_full_is_loaded(settings: Settings, tmp_path: Path) -> None:
    hours = "\n".join(f"{day} = [{_ONE_LESS}]" for day in WEEKDAYS)
    _use(
        settings,
        tmp_path,
        f'{NAMED.replace("Example", "é" * 80)}street = "{"s" * 120}"\n[opening_hours]\n{hours}',
    )

    first_values.load_once()

    assert len(OpeningHours.objects.get().monday) == 76
    assert ClinicFacts.objects.get().name == "é" * 80
