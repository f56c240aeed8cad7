"""A backup contains every row, cannot be read by others, and is restored completely or not at all."""

from __future__ import annotations

import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import serializers
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import OperationalError, connections
from pytest_django import Settings

from clinic_site.core import progress
from clinic_site.ops import backup
from intake.enums import Kind, OutboxKind
from intake.models import Amendment, FaqEntry, OutboxMessage, Submission
from intake.models.answers import current_answers
from intake.services.requests.receive import receive

pytestmark = pytest.mark.django_db(transaction=True)


def _restore(file: Path) -> None:
    call_command("restore", file, stdout=io.StringIO())


def test_a_restored_request_has_later_changes(backup_path: Path) -> None:
    _restore(backup_path)

    assert current_answers(Submission.objects.get()) == {"name": "Rosalind", "voicemail": True}


def test_every_row_is_restored(backup_path: Path) -> None:
    _restore(backup_path)

    assert (Amendment.objects.count(), FaqEntry.objects.get().answer) == (1, "Because.\n\nSo.")
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {
        OutboxKind.NEW_REQUEST,
        OutboxKind.CHANGED,
    }


def test_accounts_are_restored_with_their_permissions(backup_path: Path) -> None:
    _restore(backup_path)

    user = get_user_model().objects.get(username="kim")
    assert user.check_password("a long password for tests")
    assert user.has_perm("intake.view_submission")


def test_permissions_on_a_table_of_an_earlier_release_are_left_out(backup_path: Path) -> None:
    _restore(backup_path)

    permissions = Group.objects.get(name="callers").permissions.values_list("codename", flat=True)
    assert list(permissions) == ["view_submission"]


def test_new_rows_can_be_added_after_a_restore(backup_path: Path) -> None:
    _restore(backup_path)

    FaqEntry.objects.create(slug="how", question="How?", answer="So.", topic="Topic")
    receive(Kind.CALLBACK, {"name": "Sam"})
    assert (FaqEntry.objects.count(), Submission.objects.count()) == (2, 2)


def test_a_backup_does_not_reveal_its_content(backup_path: Path) -> None:
    content = backup_path.read_bytes()

    assert not any(word in content for word in (b'"kim"', b"Because", b"intake.submission"))


def test_a_backup_is_readable_only_by_its_owner(backup_path: Path) -> None:
    assert backup_path.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_never_overwritten(backup_path: Path) -> None:
    before = backup_path.read_bytes()

    with pytest.raises(CommandError, match="already exists"):
        call_command("backup", backup_path, stdout=io.StringIO())
    assert backup_path.read_bytes() == before


def test_a_failed_backup_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Any, _progress: Any) -> None:
        file.write(b"some")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clinic_site.management.commands.backup.write_backup", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "backup", stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_a_database_with_rows_is_not_changed(backup_path: Path) -> None:
    receive(Kind.CALLBACK, {"name": "Someone new"})

    with pytest.raises(CommandError, match="restore into an empty database"):
        _restore(backup_path)
    assert Submission.objects.count() == 1


def test_a_damaged_backup_changes_nothing(backup_path: Path) -> None:
    content = bytearray(backup_path.read_bytes())
    content[-1] ^= 1
    backup_path.write_bytes(content)

    with pytest.raises(CommandError, match="Nothing was changed"):
        _restore(backup_path)
    assert Submission.objects.count() == 0


def test_a_backup_can_be_checked_without_restoring(backup_path: Path) -> None:
    out = io.StringIO()

    call_command("restore", backup_path, check=True, stdout=out)

    assert "signature is valid" in out.getvalue()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("check", [True, False])
def test_a_backup_of_another_release_is_refused_with_advice(
    backup_path: Path, monkeypatch: pytest.MonkeyPatch, *, check: bool
) -> None:
    """Migrations that ran on an empty database would not change the rows that are restored after them."""
    later = backup._release() | {"intake": "0999_later"}
    monkeypatch.setattr(backup, "_release", lambda: later)

    with pytest.raises(
        CommandError, match=r"another release wrote it .*; here: 0999_later\); restore it with"
    ):
        call_command("restore", backup_path, check=check, stdout=io.StringIO())
    assert Submission.objects.count() == 0


def test_a_row_that_does_not_fit_is_refused_without_being_quoted(
    backup_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deserialize = serializers.deserialize
    monkeypatch.setattr(
        serializers,
        "deserialize",
        lambda kind, text: deserialize(kind, text.replace('"username": "kim"', '"user_name": "kim"')),
    )

    with pytest.raises(CommandError, match=r"a row of auth\.user doesn't fit this release") as caught:
        _restore(backup_path)
    assert "kim" not in str(caught.value)


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_a_database_that_cannot_be_used_is_an_error_in_one_line(
    backup_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def missing() -> Any:
        raise OperationalError("no such table: secret_name")

    monkeypatch.setattr(backup, "backed_up_models", missing)
    file = backup_path if name == "restore" else backup_path.with_name("other")

    with pytest.raises(CommandError, match=r"the database cannot be .*OperationalError"):
        call_command(name, file, stdout=io.StringIO())
    assert list(backup_path.parent.glob("*.unfinished")) == []


def test_the_unfinished_file_of_another_backup_is_left_alone(tmp_path: Path) -> None:
    unfinished = tmp_path / "backup.unfinished"
    unfinished.write_bytes(b"half")

    with pytest.raises(CommandError, match="another backup is writing it, or was cut off"):
        call_command("backup", tmp_path / "backup", stdout=io.StringIO())
    assert unfinished.read_bytes() == b"half"


def test_a_backup_whose_time_cannot_be_noted_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr("clinic_site.management.commands.backup.record_heartbeat", away)

    with pytest.raises(CommandError, match="the backup is complete, but"):
        call_command("backup", tmp_path / "backup", stdout=io.StringIO())
    call_command("restore", tmp_path / "backup", check=True, stdout=io.StringIO())


def test_a_long_backup_and_restore_say_how_far_they_are(
    backup_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL", -1)
    out = io.StringIO()

    call_command("restore", backup_path, stdout=out)
    call_command("backup", backup_path.with_name("other"), stdout=out)

    assert out.getvalue().count("\n3 rows …") == 2


def test_a_backup_counts_no_more_rows_than_it_wrote(
    backup_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_INTERVAL", -1)
    FaqEntry.objects.create(slug="why", question="Why?", answer="So.", topic="Topic")
    out = io.StringIO()

    call_command("backup", backup_path.with_name("other"), stdout=out)

    written = int(re.search(r"^(\d+) rows in", out.getvalue(), re.MULTILINE)[1])
    assert f"\n{written} rows …" in out.getvalue()
    assert f"\n{written + 1} rows …" not in out.getvalue()


def test_every_model_is_backed_up_or_excluded_on_purpose() -> None:
    included = {model._meta.label_lower for model in backup.backed_up_models()}
    everything = {model._meta.label_lower for model in apps.get_models()}

    assert included | backup._EXCLUDED >= everything
    assert included & backup._EXCLUDED == set()


@pytest.mark.parametrize(
    "short_lived",
    [
        "intake.draft",
        "intake.staffdraft",
        "axes.accessattempt",
        "axes.accessfailurelog",
        "axes.accesslog",
        "sessions.session",
    ],
)
def test_what_is_deleted_within_a_month_is_not_in_backups(short_lived: str) -> None:
    assert short_lived not in {model._meta.label_lower for model in backup.backed_up_models()}


def test_requests_can_be_stored_during_a_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that arrives during a backup is stored, and not part of the snapshot."""
    receive(Kind.CALLBACK, {"name": "Before"})
    lines = backup._lines

    def with_new_request(*given: Any) -> Any:
        remaining = lines(*given)
        yield next(remaining)  # the first read takes the snapshot
        _in_another_thread(lambda: receive(Kind.CALLBACK, {"name": "Meanwhile"}))
        yield from remaining

    FaqEntry.objects.create(slug="why", question="Why?", answer="So.", topic="Topic")
    get_user_model().objects.create_user("kim")
    monkeypatch.setattr(backup, "_lines", with_new_request)
    counts = backup.write_backup(io.BytesIO(), progress.Progress(OutputWrapper(io.StringIO()), "{}"))

    assert Submission.objects.count() == 2
    assert counts["intake.submission"] == 1


def _in_another_thread(work: Any) -> None:
    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_without_keys_nothing_is_written(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_SIGNING_KEY_FILE = None

    with pytest.raises(CommandError, match="split_keys"):
        call_command("backup", tmp_path / "backup", stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []
