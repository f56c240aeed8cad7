"""The whole database as one file for the holder of the sealing key, and back.

Rows are written as Django serialises them, a line each, so that a backup of SQLite can be
restored on PostgreSQL. All of it is read in one transaction: a moment, not a smear.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction

from clinic_site.vault import VaultError, read_vault, write_vault
from intake.keys import private_keys, public_keys

_PURPOSE = "backup"
#: What lives by its own short clock, or is made by `migrate`, is not carried over.
_LEFT_OUT = {
    *("sessions.session", "contenttypes.contenttype", "auth.permission", "usersessions.usersession"),
    *("intake.draft", "intake.ratecount", "intake.canaryrun", "intake.promisekept"),
}


class RestoreError(Exception):
    """A backup cannot be restored here; the message says why and what to do."""


def backed_up_models() -> list[type[models.Model]]:
    """Return every model whose rows are carried over, those first that others point to."""
    by_app = [(config, None) for config in apps.get_app_configs() if config.models_module is not None]
    ordered = serializers.sort_dependencies(by_app, allow_cycles=True)
    return [model for model in ordered if model._meta.label_lower not in _LEFT_OUT]


def write_backup(file: BinaryIO) -> dict[str, int]:
    """Write all rows; return how many there were by model. Raises DatabaseError."""
    counts: dict[str, int] = {}
    with _one_moment():
        write_vault(file, _lines(counts), purpose=_PURPOSE, keys=public_keys())
    return counts


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read within one snapshot of the database, while others go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual
    else:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _lines(counts: dict[str, int]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for model in backed_up_models():
        counts[model._meta.label_lower] = 0
        for row in model._base_manager.order_by("pk").iterator(chunk_size=500):
            line = serializers.serialize("jsonl", [row], use_natural_foreign_keys=True).encode()
            digest.update(line)
            counts[model._meta.label_lower] += 1
            yield line
    yield json.dumps({"counts": counts, "sha256": digest.hexdigest()}).encode() + b"\n"


def read_backup(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a backup. Raises VaultError when it is not whole or not for a key here."""
    rest = b""
    for piece in read_vault(file, purpose=_PURPOSE, keys=private_keys()):
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        raise VaultError("the last line is cut off")


def restore_backup(file: BinaryIO) -> dict[str, int]:
    """Put all rows into an empty database in one transaction; return how many by model.

    Raises RestoreError when there are rows already, or what arrived is not what was written;
    VaultError for a file that does not open here. Nothing is changed then.
    """
    with transaction.atomic(), connection.constraint_checks_disabled():
        _refuse_rows()
        found = _put_rows(read_backup(file))
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), backed_up_models()):
                cursor.execute(statement)
    return found


def _refuse_rows() -> None:
    for model in backed_up_models():
        if model._base_manager.exists():
            if model._meta.label_lower in {"auth.group"}:
                model._base_manager.all().delete()  # made by `migrate`; the backup has its own
                continue
            raise RestoreError(
                f"there are rows of {model._meta.label} here already; restore into an empty database"
            )


def _put_rows(lines: Iterator[bytes]) -> dict[str, int]:
    digest, counts, summary = hashlib.sha256(), {}, None
    for line in lines:
        if summary is not None:
            raise RestoreError("there is something after the summary of the backup")
        if line.startswith(b'{"counts"'):
            summary = json.loads(line)
            continue
        digest.update(line)
        (row,) = serializers.deserialize("jsonl", line.decode())
        row.save(force_insert=True)
        label = row.object._meta.label_lower
        counts[label] = counts.get(label, 0) + 1
    expected = {label: count for label, count in (summary or {}).get("counts", {}).items() if count}
    if summary is None or summary["sha256"] != digest.hexdigest() or expected != counts:
        raise RestoreError("the rows are not those that were written")
    return counts
