"""The longest texts of a clinic file: what the admin accepts and the database can store."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from clinic_site.clinic.facts import Clinic, Section, Span
from clinic_site.clinic.models import (
    ClinicFacts,
    Fee,
    Holiday,
    Notice,
    Person,
    Plan,
    StaffAddress,
    Treatment,
)
from clinic_site.clinic.spans import MOST_SPANS

_LISTS = {"people": Person, "treatments": Treatment, "fees": Fee, "plans": Plan, "notices": Notice}


def limit_problems(known: Clinic) -> list[str]:
    """Return a message for each key of a clinic file whose value is too long.

    SQLite would store text of any length, and PostgreSQL rejects it without naming the column.
    """
    found = [*_in_section("clinic", known.clinic, ClinicFacts)]
    found += _text("callback.staff_email", known.callback.staff_email, _most(StaffAddress)["email"])
    for day, spans in known.opening_hours.items():
        found += _hours(f"opening_hours.{day}", spans)
    longest = _most(Holiday)["name"]
    for date, name in known.holidays.items():
        found += _text(f"holidays.{date}", name, longest)
    for date, other in known.other_hours.items():
        found += _text(f"other_hours.{date}.name", other.name, longest)
        found += _hours(f"other_hours.{date}.hours", other.hours)
    for key, model in _LISTS.items():
        for number, each in enumerate(getattr(known, key)):
            found += _in_section(f"{key}.{number}", each, model)
    return found


def _in_section(key: str, section: Section, model: type[models.Model]) -> Iterator[str]:
    """Yield a message for each text, or translation of it, that is too long for the column of its name."""
    for name, most in _most(model).items():
        yield from _text(f"{key}.{name}", getattr(section, name, None), most)
        for language, texts in getattr(section, "translations", {}).items():
            yield from _text(f"{key}.translations.{language}.{name}", texts.get(name), most)


def _most(model: type[models.Model]) -> dict[str, int]:
    return {field.name: field.max_length for field in model._meta.concrete_fields if field.max_length}


def _text(key: str, text: object, most: int) -> Iterator[str]:
    if isinstance(text, str) and len(text) > most:
        yield f"{key}: write at most {most:,} characters, not {len(text):,}"


def _hours(key: str, spans: tuple[Span, ...]) -> Iterator[str]:
    if len(spans) > MOST_SPANS:
        yield f"{key}: write at most {MOST_SPANS} periods, not {len(spans)}"
