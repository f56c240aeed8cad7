"""The current facts: those in the database, or the clinic file until there are any.

A change takes effect at once in the process that saved it, and within a minute in the others. While
the database is unavailable, the last known facts serve, or else the clinic file.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils.timezone import localdate

from clinic_site.clinic import facts
from clinic_site.clinic.clinic_file import for_readers, of_file
from clinic_site.clinic.facts import Clinic
from clinic_site.clinic.spans import parse_spans

_LOOK_EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    """The cached facts: the file that they complete, the facts, and when they were read (monotonic clock)."""

    of_file: Clinic
    facts: Clinic
    looked_at: float


_known: _Known | None = None


def current() -> Clinic:
    """Return the facts about the clinic. At most once a minute, this reads the database."""
    global _known
    base, now, known = for_readers(), time.monotonic(), _known
    if known is not None and known.of_file is base and now - known.looked_at < _LOOK_EVERY:
        return known.facts
    if not apps.ready:  # no query may be made yet
        return base
    try:
        found = _read(base)
    except (DatabaseError, ValidationError):
        if known is not None:  # else there may be no database yet, as for `manage.py check`
            log.warning("cannot read the facts about the clinic; using the last known ones")
        found = known.facts if known is not None and known.of_file is base else base
    _known = _Known(base, found, now)
    return found


def clear_cache() -> None:
    """Let the next call of `current` read the database. Call this after saving."""
    global _known
    _known = None


def staff_addresses(kind: str = "", at: dt.datetime | None = None) -> list[str]:
    """Return the addresses in the admin that are notified of new requests, or else `first_address`.

    With a kind of request and a time, return the addresses for both. If there are none at that time,
    return those for the kind, and if there are none for the kind, all of them: someone must be notified.
    Only the staff side may read the table. Raises DatabaseError.
    """
    from clinic_site.clinic.models import StaffAddress

    rows = list(StaffAddress.objects.filter(in_use=True))
    of_kind = [row for row in rows if not kind or row.kind in {"", kind}]
    now = [row for row in of_kind if at is None or _is_within(row.hours, at)]
    found = [row.email for row in now or of_kind or rows]
    one = first_address()
    return found or ([one] if one else [])


def is_notified(address: str) -> bool:
    """Return whether an address gets mail about new requests. Raises DatabaseError."""
    return address.casefold() in (each.casefold() for each in staff_addresses())


@dataclass(frozen=True)
class Notified:
    """Which addresses get mail about new requests, where they are set, and which settings have no effect.

    `source` is "list" (the admin), "server" (STAFF_EMAIL), "file" (the clinic file), or "" (none is set).
    `unused` has the source and the address of each setting that has no effect.
    """

    addresses: list[str]
    source: str
    unused: list[tuple[str, str]]


def notified() -> Notified:
    """Return who gets mail about new requests, to show managers. Raises DatabaseError."""
    from clinic_site.clinic.models import StaffAddress

    kept = StaffAddress.objects.filter(in_use=True).exists()
    addresses, first = staff_addresses(), first_address()
    elsewhere = [("server", settings.STAFF_EMAIL), ("file", of_file().callback.staff_email)]
    source = "list" if kept else next((name for name, each in elsewhere if each and each == first), "")
    unused = [(name, each) for name, each in elsewhere if each and each not in addresses]
    return Notified(addresses, source, unused)


def first_address() -> str:
    """Return the address that is notified until there is one in the admin, or "".

    STAFF_EMAIL takes precedence over the clinic file, except with LOCAL_ENV, whose STAFF_EMAIL is only a
    placeholder.
    """
    of_clinic_file = of_file().callback.staff_email
    if settings.LOCAL_ENV:
        return of_clinic_file or settings.STAFF_EMAIL
    return settings.STAFF_EMAIL or of_clinic_file


def _is_within(hours: str, at: dt.datetime) -> bool:
    local = at.astimezone(current().zone).time()
    return not hours or any(span.opens <= local < span.closes for span in parse_spans(hours))


def read() -> Clinic:
    """Return the facts in the database, without the cache. Raises DatabaseError."""
    return _read(for_readers())


def _read(base: Clinic) -> Clinic:
    """Return the facts in the database, completed by `base`. Raises DatabaseError."""
    from clinic_site.clinic import models

    # In a savepoint within a transaction: a failed query must not abort the caller's transaction.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        row = models.ClinicFacts.objects.first()
        hours = models.OpeningHours.objects.first()
        days = list(models.Holiday.objects.all())
        more = _lists(row) if row else {}
    # Once there is a row, empty tables mean that the clinic has no hours or holidays.
    of_file = base.model_copy(update=_NO_HOURS) if row else base
    return base.model_copy(update=_hours(of_file, hours, days) | more | _of_row(base, row))


_NO_HOURS: dict[str, Any] = {"opening_hours": {}, "holidays": {}, "other_hours": {}}


def _hours(of_file: Clinic, hours: Any, days: list[Any]) -> dict[str, Any]:
    """Return the opening hours and the days that differ. A single day replaces a holiday of every year."""
    holidays = dict(of_file.holidays) | (hours.days_off() if hours else {})
    other_hours = dict(of_file.other_hours)
    for day in days:
        for known in (holidays, other_hours):
            known.pop(day.date, None)
        if day.closed:
            holidays[day.date] = day.name
        elif day.hours:
            other_hours[day.date] = facts.OtherHours(name=day.name, hours=parse_spans(day.hours))
    return {
        "opening_hours": hours.by_day() if hours else of_file.opening_hours,
        "holidays": holidays,
        "other_hours": other_hours,
        "kept_holidays": tuple(hours.kept_holidays.splitlines()) if hours else (),
    }


def _of_row(base: Clinic, row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    names = set(facts.Facts.model_fields) - {"time_zone"}
    known = base.clinic.model_copy(update={name: getattr(row, name) for name in names})
    callback = base.callback.model_copy(update={"promise_hours": row.promise_hours})
    return {"clinic": known, "callback": callback}


def _lists(row: Any) -> dict[str, Any]:
    from clinic_site.clinic import models

    pictures = _pictures()
    rooms = models.Picture.objects.filter(kind="room", published=True).values_list("pk", flat=True)
    return {
        "people": tuple(
            _as(facts.Person, person, portrait=pictures.get(person.portrait_id))
            for person in models.Person.objects.filter(published=True)
        ),
        "treatments": _published(facts.Treatment, models.Treatment),
        "fees": _published(facts.Fee, models.Fee),
        "plans": _published(facts.Plan, models.Plan),
        "notices": _notices(),
        "rooms": tuple(pictures[pk] for pk in rooms if pk in pictures),
        "map_picture": pictures.get(row.map_picture_id),
    }


def _published(kind: type[Any], model: Any) -> tuple[Any, ...]:
    return tuple(_as(kind, row) for row in model.objects.filter(published=True))


def _as(kind: type[Any], row: Any, **more: Any) -> Any:
    """Return a row as a value, without validating it again: the admin did when it was saved."""
    names = set(kind.model_fields) - set(more)
    return kind.model_construct(**{name: getattr(row, name) for name in names}, **more)


def _pictures() -> dict[int | None, facts.Picture]:
    from clinic_site.clinic.models import Picture, PictureFile

    widths: dict[int, set[int]] = {}
    for pk, width in PictureFile.objects.values_list("picture_id", "width"):
        widths.setdefault(pk, set()).add(width)
    return {
        row.pk: _as(facts.Picture, row, widths=tuple(sorted(widths[row.pk])))
        for row in Picture.objects.filter(published=True)
        if row.pk in widths
    }


def _notices() -> tuple[facts.Notice, ...]:
    from clinic_site.clinic.models import Notice

    newest: dict[str, Any] = {}
    for row in Notice.objects.order_by("kind", "version"):
        newest[row.kind] = row
    return tuple(
        _as(facts.Notice, newest[kind], since=localdate(newest[kind].created_at))
        for kind, _ in Notice.KINDS
        if kind in newest and newest[kind].text.strip()
    )
