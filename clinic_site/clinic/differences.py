"""Differences between the clinic file and the facts in the admin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from clinic_site.clinic import store
from clinic_site.clinic.clinic_file import of_file
from clinic_site.clinic.facts import OBSERVED, WEEKDAYS, Clinic
from clinic_site.clinic.spans import spans_in_words

_LISTS = {"people": "name", "treatments": "name", "fees": "item", "plans": "name", "notices": "kind"}
_NOT_IN_FILE = {"portrait", "version", "since"}

#: Texts by entry and field, like ("people.Jo", "role"). An entry of a list also has a text of its own.
_Texts = dict[tuple[str, str], str]


def differences() -> Iterator[tuple[str, str, str]]:
    """Yield the key, the value in the file and the value in the admin for each difference.

    An entry that only one of them has is one difference, whatever its fields. Raises DatabaseError.
    """
    both = of_file(), store.read()
    kept = {name for known in both for name in known.kept_holidays}
    parts = [tuple(_facts(known, kept) for known in both)]
    parts += [_entries(name, key, *both) for name, key in _LISTS.items()]
    for file, admin in parts:
        for entry, field in {**file, **admin}:
            pair = file.get((entry, field), ""), admin.get((entry, field), "")
            is_missing = ((entry, "") in file) != ((entry, "") in admin)
            if pair[0] != pair[1] and not (field and is_missing):
                yield f"{entry}.{field}" if field else entry, *pair


def _facts(known: Clinic, kept: set[str]) -> _Texts:
    """Return the facts that aren't in lists, without the holidays in `kept`, which return every year."""
    closed = {day: name for day, name in known.holidays.items() if name.removesuffix(OBSERVED) not in kept}
    other = {day: f"{of.name}, {spans_in_words(of.hours)}" for day, of in known.other_hours.items()}
    return {
        **_texts("clinic", known.clinic.model_dump()),
        ("callback", "promise_hours"): str(known.callback.promise_hours),
        **{("opening_hours", day): spans_in_words(known.opening_hours.get(day, ())) for day in WEEKDAYS},
        ("kept_holidays", ""): ", ".join(sorted(known.kept_holidays)),
        **{("holidays", str(day)): name for day, name in sorted((closed | other).items())},
    }


def _entries(name: str, key: str, *both: Clinic) -> tuple[_Texts, ...]:
    """Return the published entries of a list. Repeated names are followed by a day or a number."""
    shown = [[each for each in getattr(known, name) if getattr(each, "published", True)] for known in both]
    counts = [Counter(getattr(each, key) for each in entries) for entries in shown]
    repeated = {each for count in counts for each in count if count[each] > 1}
    return tuple(_rows(name, key, entries, repeated) for entries in shown)


def _rows(list_name: str, key: str, entries: list[Any], repeated: set[str]) -> _Texts:
    rows: _Texts = {}
    seen: Counter[str] = Counter()
    for each in entries:
        name = getattr(each, key)
        if name in repeated and (day := getattr(each, "valid_from", None)):
            name = f"{name} from {day}"
        seen[name] += 1
        name += f" ({seen[name]})" if seen[name] > 1 else ""
        rows[f"{list_name}.{name}", ""] = name
        rows |= _texts(f"{list_name}.{name}", each.model_dump(exclude=_NOT_IN_FILE))
    return rows


def _texts(entry: str, values: dict[str, Any]) -> _Texts:
    """Return values as text, with each translation as one of them, like `translations.es.parking`."""
    translated = {
        f"translations.{language}.{name}": text
        for language, named in values.pop("translations").items()
        for name, text in named.items()
        if text
    }
    # Browsers send CRLF line ends.
    return {(entry, name): str(text).replace("\r\n", "\n") for name, text in (values | translated).items()}
