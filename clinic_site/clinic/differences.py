"""Differences between the clinic file and the facts that are kept in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clinic_site.clinic import store
from clinic_site.clinic.clinic_file import of_file
from clinic_site.clinic.facts import WEEKDAYS, Facts
from clinic_site.clinic.spans import spans_in_words

_LISTS = {"people": "name", "treatments": "name", "fees": "item", "plans": "name", "notices": "kind"}


def differences() -> Iterator[tuple[str, str, str]]:
    """Yield the key, the value in the file and the value in the admin, for each that differs.

    Raises DatabaseError.
    """
    file, admin = of_file(), store.read()
    for name in Facts.model_fields:
        pair = getattr(file.clinic, name), getattr(admin.clinic, name)
        if pair[0] != pair[1]:
            yield f"clinic.{name}", *pair
    if file.callback.promise_hours != admin.callback.promise_hours:
        pair = str(file.callback.promise_hours), str(admin.callback.promise_hours)
        yield "callback.promise_hours", *pair
    for day in WEEKDAYS:
        pair = tuple(spans_in_words(each.opening_hours.get(day, ())) for each in (file, admin))
        if pair[0] != pair[1]:
            yield f"opening_hours.{day}", *pair
    for date in sorted(file.holidays.keys() | admin.holidays.keys()):
        pair = file.holidays.get(date, ""), admin.holidays.get(date, "")
        if pair[0] != pair[1]:
            yield f"holidays.{date}", *pair
    for name, key in _LISTS.items():
        yield from _in_list(name, *(_rows(getattr(known, name), key) for known in (file, admin)))


def _rows(entries: tuple[Any, ...], key: str) -> dict[str, dict[str, Any]]:
    left_out = {"portrait", "version", "since"}  # not in the file
    return {getattr(each, key): each.model_dump(exclude=left_out) for each in entries if _is_shown(each)}


def _is_shown(entry: Any) -> bool:
    return getattr(entry, "published", True)


def _in_list(
    name: str, file: dict[str, dict[str, Any]], admin: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    for key in {**file, **admin}:
        if key not in file or key not in admin:
            yield f"{name}.{key}", *("" if key not in rows else key for rows in (file, admin))
            continue
        for field, value in file[key].items():
            if value != admin[key][field]:
                yield f"{name}.{key}.{field}", str(value), str(admin[key][field])
