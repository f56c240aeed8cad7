"""Migration of the former read log into the audit trail."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.test import override_settings

from intake.audit.verification import verify
from intake.enums import Kind
from intake.models import AuditEvent, Submission
from intake.services.requests.receive import receive

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
migration = importlib.import_module("intake.migrations.0005_audit")


@pytest.fixture
def between() -> Iterator[StateApps]:
    """Return the models as they are between creating the new table and dropping the old one."""
    state = MigrationLoader(connection).project_state(migration.Migration.dependencies[0])
    migration.Migration.operations[0].state_forwards("intake", state)
    read_log = state.apps.get_model("intake", "ReadLogEntry")
    with connection.schema_editor() as editor:
        editor.create_model(read_log)
    yield state.apps
    with connection.schema_editor() as editor:
        editor.delete_model(read_log)


@pytest.fixture
def submission() -> Submission:
    return receive(Kind.CALLBACK, {"name": "Sam"}, now=NOW)


def _read(apps: StateApps, submission: Submission, reader: AbstractBaseUser, hours: int) -> None:
    apps.get_model("intake", "ReadLogEntry").objects.create(
        submission_id=submission.pk, reader_id=reader.pk, read_at=NOW + dt.timedelta(hours=hours)
    )


def _move(apps: StateApps) -> None:
    with connection.schema_editor() as editor:
        migration.move_read_log(apps, editor)


def test_each_entry_becomes_an_event_oldest_first(
    between: StateApps, submission: Submission, nurse: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "_BATCH", 2)
    for hours in (3, 1, 2):
        _read(between, submission, nurse, hours)

    _move(between)

    moved = AuditEvent.objects.order_by("pk")
    assert [event.at for event in moved] == [NOW + dt.timedelta(hours=hours) for hours in (1, 2, 3)]
    assert {(event.kind, event.actor, event.submission) for event in moved} == {("opened", nurse, submission)}


def test_migrated_entries_form_an_unbroken_chain(
    between: StateApps, submission: Submission, nurse: AbstractBaseUser
) -> None:
    for hours in (1, 2, 3):
        _read(between, submission, nurse, hours)

    _move(between)

    assert (verify().count, verify().error) == (3, "")


def test_the_migration_without_the_key_fails_with_an_explanation(
    between: StateApps, submission: Submission, nurse: AbstractBaseUser
) -> None:
    _read(between, submission, nurse, 1)

    with override_settings(INDEX_KEY_FILE=None), pytest.raises(RuntimeError, match="staff side"):
        _move(between)
    assert not AuditEvent.objects.exists()


def test_an_empty_read_log_needs_no_key(between: StateApps) -> None:
    with override_settings(INDEX_KEY_FILE=None):
        _move(between)
