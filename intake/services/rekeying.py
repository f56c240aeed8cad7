"""Moving sealed rows to the current key, so that an old one may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from intake.keys import private_keys, public_keys
from intake.models import Amendment, ContactAttempt, Note, Submission
from intake.sealing import VERSION, open_sealed, seal

_BATCH = 200


@dataclass(frozen=True)
class Sealed:
    """One column of sealed texts, and the attribute that names the place each is bound to."""

    model: type[Model]
    column: str = "sealed"
    place: str = "sealed_place"


#: Every column that holds sealed texts; a test finds one that is missing.
SEALED = (
    *(Sealed(Submission), Sealed(Submission, "outcome_text", "outcome_place")),
    *(Sealed(Amendment), Sealed(ContactAttempt), Sealed(Note)),
)


def left_on_old_keys() -> int:
    """Return how many rows are sealed with another key than the current one."""
    return sum(_old(sealed).count() for sealed in SEALED)


def rekey() -> Iterator[int]:
    """Seal each row anew that is on an old key, and yield how many were done in all so far.

    Each row is changed by one conditional UPDATE: killed at any moment, every row opens with
    one of the keys in the file, and the next run goes on with what is left. Raises SealingError
    at a row that cannot be opened.
    """
    done = 0
    for sealed in SEALED:
        for row in _one_by_one(_old(sealed)):
            text, place = getattr(row, sealed.column), getattr(row, sealed.place)
            plain = open_sealed(text, bound_to=place, keys=private_keys())
            fresh = {sealed.column: seal(plain, bound_to=place, keys=public_keys())}
            done += sealed.model._base_manager.filter(pk=row.pk, **{sealed.column: text}).update(**fresh)
            yield done


def _one_by_one(rows: QuerySet) -> Iterator[Model]:
    # Never while a query is open: on SQLite a connection that still reads what was there before
    # somebody else wrote may not write, and is not made to wait but refused.
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _old(sealed: Sealed) -> QuerySet:
    current = f"{VERSION}.{public_keys().current}."
    rows = sealed.model._base_manager.exclude(**{sealed.column: ""})
    return rows.exclude(**{f"{sealed.column}__startswith": current})
