"""Back up the whole database to a signed and encrypted file, and restore it.

Rows are written with Django's JSONL serializer, so that a backup of SQLite can be restored on
PostgreSQL. All rows are read from one snapshot. The first line names the release by its migrations: only
the same release can restore a backup, because migrations don't change rows that are restored after them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from clinic_site.core.progress import Progress
from clinic_site.ops.backup_file import (
    load_identities,
    load_recipients,
    load_signing_key,
    load_verify_keys,
    read_encrypted,
    write_encrypted,
)
from intake.crypto.sealing import KeyFileError

#: Short-lived rows and rows created by `migrate` are not backed up.
_EXCLUDED = {
    *("sessions.session", "contenttypes.contenttype", "auth.permission", "usersessions.usersession"),
    *("intake.draft", "intake.ratecount", "intake.canaryrun", "intake.promisekept", "intake.jobbeat"),
    *("intake.countedfigures", "intake.staffdraft", "axes.accessattempt", "axes.accessfailurelog"),
    "axes.accesslog",
}
_PERMISSIONS = {"permissions", "user_permissions"}  # of roles and accounts
_RELEASE = b'{"release"'  # how the line with the migrations begins


class RestoreError(Exception):
    """A backup cannot be restored; the message gives the reason and the fix."""


def backed_up_models() -> list[type[models.Model]]:
    """Return every model that is backed up, in dependency order."""
    by_app = [(config, None) for config in apps.get_app_configs() if config.models_module is not None]
    ordered = serializers.sort_dependencies(by_app, allow_cycles=True)
    return [model for model in ordered if model._meta.label_lower not in _EXCLUDED]


@dataclass(frozen=True)
class RestoreKeys:
    """Paths of the two files that a restore needs: age identities and verification keys."""

    identity: Path
    verify: Path


def write_backup(file: BinaryIO, progress: Progress) -> dict[str, int]:
    """Write all rows to `file`, seekable and empty; return the number of rows by model.

    Reports each row to `progress`. Raises KeyFileError if there is no usable recipient or signing key,
    and DatabaseError.
    """
    recipients, signer = settings.BACKUP_RECIPIENTS_FILE, settings.BACKUP_SIGNING_KEY_FILE
    if recipients is None or signer is None:
        raise KeyFileError(
            "BACKUP_RECIPIENTS_FILE and BACKUP_SIGNING_KEY_FILE are not set; run manage.py split_keys"
        )
    to, by = load_recipients(recipients), load_signing_key(signer)
    counts: dict[str, int] = {}
    with _snapshot():
        lines = chain([_release_line()], _lines(counts, progress))
        write_encrypted(file, lines, recipients=to, signer=by, now=timezone.now())
    return counts


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read from one snapshot of the database without blocking writers."""
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


def _release() -> dict[str, str]:
    """Return the last migration of each app of this code."""
    return dict(sorted(MigrationLoader(connection=None).graph.leaf_nodes()))


def _release_line() -> bytes:
    return json.dumps({"release": _release()}).encode() + b"\n"


def _require_same_release(line: bytes) -> None:
    """Raise RestoreError if the line of a backup names another release than this code."""
    theirs, ours = json.loads(line)["release"], _release()
    if theirs != ours:
        app = next(name for name in sorted({*theirs, *ours}) if theirs.get(name) != ours.get(name))
        raise RestoreError(
            f"another release wrote it (last migration of {app}: {theirs.get(app)}; here: {ours.get(app)}); "
            "restore it with the release that wrote it, then upgrade"
        )


def _lines(counts: dict[str, int], progress: Progress) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for model in backed_up_models():
        counts[model._meta.label_lower] = 0
        for row in model._base_manager.order_by("pk").iterator(chunk_size=500):
            line = serializers.serialize("jsonl", [row], use_natural_foreign_keys=True).encode()
            digest.update(line)
            counts[model._meta.label_lower] += 1
            progress.step()
            yield line
    yield json.dumps({"counts": counts, "sha256": digest.hexdigest()}).encode() + b"\n"


def check_backup(file: BinaryIO, keys: RestoreKeys, progress: Progress) -> tuple[dt.datetime, int]:
    """Return when a backup was written and its number of rows, without storing anything.

    Raises BackupFileError if it is unsigned, altered, truncated, or encrypted for another identity;
    RestoreError if another release wrote it or the rows don't match the summary; KeyFileError.
    """
    rows = _Rows(lambda _line: None, progress)
    written = _read(file, rows, keys)
    rows.check()
    return written, sum(rows.counts.values())


def restore_backup(file: BinaryIO, keys: RestoreKeys, progress: Progress) -> dict[str, int]:
    """Restore all rows into an empty database in one transaction; return the number of rows by model.

    Raises RestoreError if the database contains rows, and the exceptions of `check_backup`.
    """
    with transaction.atomic(), connection.constraint_checks_disabled():
        _require_empty_database()
        rows = _Rows(_store, progress)
        _read(file, rows, keys)
        rows.check()
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), backed_up_models()):
                cursor.execute(statement)
    return rows.counts


def _read(file: BinaryIO, rows: _Rows, keys: RestoreKeys) -> dt.datetime:
    return read_encrypted(
        file, rows.take, identities=load_identities(keys.identity), keys=load_verify_keys(keys.verify)
    )


def _require_empty_database() -> None:
    """Delete the rows that `migrate` created, which the backup contains, too.

    Raises RestoreError if there are other rows.
    """
    for model in backed_up_models():
        if not _is_filled_by_migrate(model) and model._base_manager.exists():
            raise RestoreError(
                f"the database already contains rows of {model._meta.label}; restore into an empty database"
            )
    for model in reversed(backed_up_models()):
        if _is_filled_by_migrate(model):
            model._base_manager.all().delete()


def _is_filled_by_migrate(model: type[models.Model]) -> bool:
    """Return whether `migrate` fills a table: roles, and facts, which no one can edit without an account."""
    return model._meta.label_lower == "auth.group" or model._meta.app_label == "clinic"


def _store(line: bytes) -> None:
    content = json.loads(line)
    for name in _PERMISSIONS & content["fields"].keys():
        content["fields"][name] = [key for key in content["fields"][name] if _is_known(key)]
    try:
        (row,) = serializers.deserialize("jsonl", json.dumps(content))
    except DeserializationError:  # its text would quote the row
        raise RestoreError(f"a row of {content['model']} doesn't fit this release") from None
    row.save(force_insert=True)


def _is_known(permission: list[str]) -> bool:
    """Return whether a permission is on a model of this release. One on another model permits nothing."""
    codename, app, model = permission
    known = Permission.objects.filter(codename=codename)
    return known.filter(content_type__app_label=app, content_type__model=model).exists()


class _Rows:
    """Receive the lines of a backup, pass each row to `store`, and compare all rows with the summary."""

    def __init__(self, store: Callable[[bytes], None], progress: Progress) -> None:
        self._store, self._progress = store, progress
        self._digest, self._summary = hashlib.sha256(), None
        self.counts: dict[str, int] = {}

    def take(self, line: bytes) -> None:
        if self._summary is not None:
            raise RestoreError("the backup contains lines after its summary")
        if line.startswith(_RELEASE):
            _require_same_release(line)
            return
        if line.startswith(b'{"counts"'):
            self._summary = json.loads(line)
            return
        self._digest.update(line)
        self._store(line)
        label = json.loads(line)["model"]
        self.counts[label] = self.counts.get(label, 0) + 1
        self._progress.step()

    def check(self) -> None:
        expected = {label: count for label, count in (self._summary or {}).get("counts", {}).items() if count}
        if (
            self._summary is None
            or self._summary["sha256"] != self._digest.hexdigest()
            or expected != self.counts
        ):
            raise RestoreError("the rows don't match the summary of the backup")
