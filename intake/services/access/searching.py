"""Find requests by what a person can say on the phone: reference, phone number, email or name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from intake.crypto.blind_index import email_index, name_index, name_parts, phone_index
from intake.crypto.keys import index_keys
from intake.models import NamePart, Submission
from intake.rules.references import normal_reference
from intake.validators import parse_phone

_MOST_KEYS = 3  # the current index key and the two before it fit in a URL
_MOST_PARTS = 4  # of a name; with three keys each, they fit in a URL
_COLUMNS = {"reference": "reference", "phone": "phone_index", "email": "email_index"}


def search_key(typed: str) -> str:
    """Return the search key for `typed`, as `kind.value`; empty for any other text.

    Numbers, addresses and each part of a name are hashed with the staff side's keys, so that they never
    appear in URLs or in the browser's history: with the current key and, in case `reindex` has not
    finished, with the keys before it.
    """
    typed = typed.strip()
    if "@" in typed:
        return ".".join(["email", *(email_index(typed, key) for key in index_keys()[:_MOST_KEYS])])
    # Eight digits are a reference; a phone number that can be dialed has ten digits or a plus.
    if (reference := normal_reference(typed)) and _is_reference(reference, typed):
        return f"reference.{reference}"
    try:
        number = parse_phone(typed).e164
    except ValidationError:
        return _name_key(typed)
    return ".".join(["phone", *(phone_index(number, key) for key in index_keys()[:_MOST_KEYS])])


def _is_reference(reference: str, typed: str) -> bool:
    """Return whether what was typed is a reference, and not a name of eight letters, such as Veronica."""
    return any(map(str.isdigit, typed)) or Submission.objects.filter(reference=reference).exists()


def _name_key(typed: str) -> str:
    parts = [] if any(each.isdigit() for each in typed) else name_parts(typed)[:_MOST_PARTS]
    keys = index_keys()[:_MOST_KEYS]
    hashes = ["-".join(name_index(part, key) for key in keys) for part in parts]
    return ".".join(["name", *hashes]) if hashes else ""


def found(key: str) -> QuerySet[Submission]:
    """Return the requests that match a search key, newest first."""
    kind, values = kind_of(key), key.split(".")[1:]
    if not kind or not all(values) or "\x00" in key:  # PostgreSQL refuses NUL in a text
        return Submission.objects.none()
    rows = Submission.objects.order_by("-received_at", "pk")
    if kind != "name":
        return rows.filter(**{f"{_COLUMNS[kind]}__in": values})
    for part in values[:_MOST_PARTS]:  # every part that was typed must be in the name
        rows = rows.filter(pk__in=NamePart.objects.filter(value__in=part.split("-")).values("submission"))
    return rows


def kind_of(key: str) -> str:
    """Return the kind of a search key: reference, phone, email or name; empty for anything else."""
    kind = key.partition(".")[0]
    return kind if kind in {*_COLUMNS, "name"} else ""
