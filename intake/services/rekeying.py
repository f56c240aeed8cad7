"""Moving sealed rows to the current key, so that an old one may go."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model, QuerySet

from intake.keys import private_keys, public_keys
from intake.models import Amendment, Submission
from intake.sealing import VERSION, open_sealed, seal

#: Every model with a column `sealed` and a `sealed_place` that it is bound to.
SEALED_MODELS: tuple[type[Model], ...] = (Submission, Amendment)


def left_on_old_keys() -> int:
    """Return how many rows are sealed with another key than the current one."""
    return sum(_old(model).count() for model in SEALED_MODELS)


def rekey() -> Iterator[int]:
    """Seal each row anew that is on an old key, and yield how many were done in all so far.

    Each row is changed by one conditional UPDATE: killed at any moment, every row opens with
    one of the keys in the file, and the next run goes on with what is left. Raises SealingError
    at a row that cannot be opened.
    """
    done = 0
    for model in SEALED_MODELS:
        for row in _old(model).order_by("pk").iterator(chunk_size=200):
            plain = open_sealed(row.sealed, bound_to=row.sealed_place, keys=private_keys())
            fresh = seal(plain, bound_to=row.sealed_place, keys=public_keys())
            done += model.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=fresh)
            yield done


def _old(model: type[Model]) -> QuerySet:
    current = f"{VERSION}.{public_keys().current}."
    return model.objects.exclude(sealed="").exclude(sealed__startswith=current)
