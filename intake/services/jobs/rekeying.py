"""Move sealed rows to the current keys, so that old keys can be removed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from intake.audit import trail
from intake.crypto.keys import audit_keys, private_keys, public_keys, row_mac_keys
from intake.crypto.row_mac import row_mac
from intake.crypto.sealing import VERSION, SealingError, open_sealed, seal, secret_id
from intake.enums import AuditKind
from intake.models import Amendment, AuditEvent, ContactAttempt, Note, PatientAction, StaffDraft, Submission
from intake.models.answers import refuse_changed
from intake.services.jobs.batches import in_batches

_TRIES = 5  # for a row that is being changed concurrently


@dataclass(frozen=True)
class Sealed:
    """A column of sealed texts. `context` names the attribute with the associated data of each.

    `authentic` is whether the row's `seal_mac` authenticates the text.
    """

    model: type[Model]
    column: str = "sealed"
    context: str = "sealed_context"
    authentic: bool = False


#: Every column with sealed texts; a test checks that none is missing.
SEALED = (
    *(Sealed(Submission, authentic=True), Sealed(Submission, "outcome_text", "outcome_context")),
    *(Sealed(Amendment, authentic=True), Sealed(ContactAttempt), Sealed(Note), Sealed(PatientAction)),
    Sealed(StaffDraft),
)


def left_on_old_keys() -> int:
    """Return how many rows are not sealed and authenticated with the current keys."""
    return sum(_old(sealed).count() for sealed in SEALED)


def rekey(left: dict[uuid.UUID, SealingError]) -> Iterator[int]:
    """Reseal and reauthenticate each row that uses an old key; yield the running total.

    Each row is changed by one conditional UPDATE, so whenever a run is interrupted, every row
    opens with one of the keys in the file and the next run continues. A row that was changed after it
    arrived, or that cannot be opened, is left unchanged, and the error added to `left` under the id of
    its request: one such row must not keep all others on a key that leaked.
    """
    done = 0
    for sealed in SEALED:
        for row in in_batches(_old(sealed)):
            try:
                done += _renew(sealed, row)
            except SealingError as error:
                left[row.pk if isinstance(row, Submission) else row.submission_id] = error
            yield done


def close_old_audit_keys() -> bool:
    """Record that the current audit key is in use; older keys add no events after that.

    Returns whether there was anything to record. Run it once every process has the current key.
    """
    keys = audit_keys()
    last = AuditEvent.objects.filter(kind=AuditKind.KEYS).first()
    if last.detail.get("audit_key") == secret_id(keys[0]) if last else len(keys) == 1:
        return False
    trail.record(AuditKind.KEYS, actor=None, now=timezone.now(), audit_key=secret_id(keys[0]))
    return True


def _renew(sealed: Sealed, row: Model) -> int:
    for _ in range(_TRIES):
        text = getattr(row, sealed.column)
        was, fresh = {sealed.column: text}, {}
        if sealed.authentic:
            refuse_changed(row)
            was["seal_mac"] = row.seal_mac
        if not text.startswith(_current()):
            plain = open_sealed(text, bound_to=getattr(row, sealed.context), keys=private_keys())
            fresh[sealed.column] = seal(plain, bound_to=getattr(row, sealed.context), keys=public_keys())
            setattr(row, sealed.column, fresh[sealed.column])
        if sealed.authentic and row.seal_mac is not None:
            fresh["seal_mac"] = row_mac(*row.authenticated, key=row_mac_keys()[0])
        rows = sealed.model._base_manager.filter(pk=row.pk)
        if rows.filter(**was).update(**fresh):
            return 1
        if (row := _old(sealed).filter(pk=row.pk).first()) is None:  # done or purged meanwhile
            return 0
    return 0


def _current() -> str:
    return f"{VERSION}.{public_keys().current}."


def _old(sealed: Sealed) -> QuerySet:
    old = ~Q(**{f"{sealed.column}__startswith": _current()})
    if sealed.authentic:
        own = f"{secret_id(row_mac_keys()[0])}."
        old |= Q(seal_mac__isnull=False) & ~Q(seal_mac__startswith=own)
    return sealed.model._base_manager.exclude(**{sealed.column: ""}).filter(old)
