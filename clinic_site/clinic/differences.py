"""Differences between the clinic file and the facts that are kept in the admin."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from clinic_site.clinic import store
from clinic_site.clinic.clinic_file import of_file
from clinic_site.clinic.facts import OBSERVED, WEEKDAYS, Clinic
from clinic_site.clinic.spans import spans_in_words

_LISTS = {"people": "name", "treatments": "name", "fees": "item", "plans": "name", "notices": "kind"}


def differences() -> Iterator[tuple[str, str, str]]:
    """Yield the key, the value in the file and the value in the admin, for each that differs.

    Raises DatabaseError.
    """
    file, admin = of_file(), store.read()
    facts = tuple(_flat(each.clinic.model_dump()) for each in (file, admin))
    for name in {**facts[0], **facts[1]}:
        pair = facts[0].get(name, ""), _typed(facts[1].get(name, ""))
        if pair[0] != pair[1]:
            yield f"clinic.{name}", *pair
    if file.callback.promise_hours != admin.callback.promise_hours:
        pair = str(file.callback.promise_hours), str(admin.callback.promise_hours)
        yield "callback.promise_hours", *pair
    for day in WEEKDAYS:
        pair = tuple(spans_in_words(each.opening_hours.get(day, ())) for each in (file, admin))
        if pair[0] != pair[1]:
            yield f"opening_hours.{day}", *pair
    pair = tuple(", ".join(sorted(each.kept_holidays)) for each in (file, admin))
    if pair[0] != pair[1]:
        yield "kept_holidays", *pair
    days = tuple(_own_days(each, kept={*file.kept_holidays, *admin.kept_holidays}) for each in (file, admin))
    for date in sorted(days[0].keys() | days[1].keys()):
        pair = tuple(each.get(date, "") for each in days)
        if pair[0] != pair[1]:
            yield f"holidays.{date}", *pair
    for name, key in _LISTS.items():
        shown = [[each for each in getattr(known, name) if _is_shown(each)] for known in (file, admin)]
        counts = [Counter(getattr(each, key) for each in entries) for entries in shown]
        repeated = {each for count in counts for each in count if count[each] > 1}
        yield from _in_list(name, *(_rows(entries, key, repeated) for entries in shown))


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with each translation as one of them, like `translations.es.parking`."""
    texts = {
        f"translations.{language}.{name}": text
        for language, named in values.get("translations", {}).items()
        for name, text in named.items()
        if text
    }
    return {name: value for name, value in values.items() if name != "translations"} | texts


def _typed(text: str) -> str:
    """Return text from a form with the ends of lines that a file has."""
    return text.replace("\r\n", "\n")


def _own_days(known: Clinic, kept: set[str]) -> dict[dt.date, str]:
    """Return the closed days, without those that return every year, and the days with other hours."""
    closed = {day: name for day, name in known.holidays.items() if name.removesuffix(OBSERVED) not in kept}
    other = {day: f"{of.name}, {spans_in_words(of.hours)}" for day, of in known.other_hours.items()}
    return closed | other


def _rows(entries: list[Any], key: str, repeated: set[str]) -> dict[str, dict[str, Any]]:
    """Return the values of each entry by its name; a repeated name is followed by a day or a number."""
    left_out = {"portrait", "version", "since"}  # not in the file
    rows: dict[str, dict[str, Any]] = {}
    seen: Counter[str] = Counter()
    for each in entries:
        name = getattr(each, key)
        if name in repeated and (day := getattr(each, "valid_from", None)):
            name = f"{name} from {day}"
        seen[name] += 1
        number = f" ({seen[name]})" if seen[name] > 1 else ""
        rows[f"{name}{number}"] = _flat(each.model_dump(exclude=left_out))
    return rows


def _is_shown(entry: Any) -> bool:
    return getattr(entry, "published", True)


def _in_list(
    name: str, file: dict[str, dict[str, Any]], admin: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    for key in {**file, **admin}:
        if key not in file or key not in admin:
            yield f"{name}.{key}", *("" if key not in rows else key for rows in (file, admin))
            continue
        for field in {**file[key], **admin[key]}:
            pair = str(file[key].get(field, "")), _typed(str(admin[key].get(field, "")))
            if pair[0] != pair[1]:
                yield f"{name}.{key}.{field}", *pair
