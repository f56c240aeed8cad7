from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic_site.backups import _LEFT_OUT, backed_up_models, write_backup
from intake.enums import Kind, OutboxKind
from intake.models import Amendment, FaqEntry, OutboxMessage, Submission
from intake.opening import current_answers
from intake.services.amending import amend
from intake.services.receive import receive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return a backup of a database that was then emptied."""
    user = get_user_model().objects.create_user("kim", password="a long password for tests")
    group = Group.objects.create(name="callers")
    group.permissions.add(Permission.objects.get(codename="view_submission"))
    user.groups.add(group)
    FaqEntry.objects.create(slug="why", question="Why?", answer="Because.\n\nSo.", topic="Topic")
    submission = receive(Kind.CALLBACK, {"name": "Rosalind"})
    amend(submission, {"voicemail": True}, timezone.now())
    file = tmp_path / "backup"
    call_command("backup", file, stdout=io.StringIO())
    _empty()
    return file


def _empty() -> None:
    with connection.constraint_checks_disabled():
        call_command("flush", interactive=False, verbosity=0)
    Group.objects.all().delete()


def _restore(file: Path) -> None:
    call_command("restore", file, stdout=io.StringIO())


def test_a_restored_request_opens_with_what_was_changed_later(filled: Path) -> None:
    _restore(filled)

    assert current_answers(Submission.objects.get()) == {"name": "Rosalind", "voicemail": True}


def test_every_row_comes_back(filled: Path) -> None:
    _restore(filled)

    assert (Amendment.objects.count(), FaqEntry.objects.get().answer) == (1, "Because.\n\nSo.")
    assert set(OutboxMessage.objects.values_list("kind", flat=True)) == {
        OutboxKind.NEW_REQUEST,
        OutboxKind.CHANGED,
    }


def test_accounts_come_back_with_their_rights(filled: Path) -> None:
    _restore(filled)

    user = get_user_model().objects.get(username="kim")
    assert user.check_password("a long password for tests")
    assert user.has_perm("intake.view_submission")


def test_new_rows_follow_on_restored_ones(filled: Path) -> None:
    _restore(filled)

    FaqEntry.objects.create(slug="how", question="How?", answer="So.", topic="Topic")
    receive(Kind.CALLBACK, {"name": "Sam"})
    assert (FaqEntry.objects.count(), Submission.objects.count()) == (2, 2)


def test_a_backup_shows_nothing_of_what_is_in_it(filled: Path) -> None:
    content = filled.read_bytes()

    assert not any(word in content for word in (b"kim", b"Because", b"intake.submission"))


def test_a_backup_is_for_its_owner_alone(filled: Path) -> None:
    assert filled.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_never_overwritten(filled: Path) -> None:
    before = filled.read_bytes()

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", filled, stdout=io.StringIO())
    assert filled.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Any) -> None:
        file.write(b"some")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clinic_site.management.commands.backup.write_backup", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "backup", stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_a_database_with_rows_is_left_as_it_is(filled: Path) -> None:
    receive(Kind.CALLBACK, {"name": "Somebody new"})

    with pytest.raises(CommandError, match="restore into an empty database"):
        _restore(filled)
    assert Submission.objects.count() == 1


def test_a_damaged_backup_changes_nothing(filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    content[-1] ^= 1
    filled.write_bytes(content)

    with pytest.raises(CommandError, match="Nothing was changed"):
        _restore(filled)
    assert Submission.objects.count() == 0


def test_a_backup_can_be_checked_without_restoring(filled: Path) -> None:
    out = io.StringIO()

    call_command("restore", filled, check=True, stdout=out)

    assert "is whole and opens here" in out.getvalue()
    assert Submission.objects.count() == 0


def test_every_model_is_carried_over_or_left_out_on_purpose() -> None:
    carried = {model._meta.label_lower for model in backed_up_models()}
    everything = {model._meta.label_lower for model in apps.get_models()}

    assert carried | _LEFT_OUT >= everything
    assert carried & _LEFT_OUT == set()


def test_others_can_write_while_a_backup_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup holds its first moment: a request that comes in meanwhile is stored, and not in it."""
    receive(Kind.CALLBACK, {"name": "Before"})
    import clinic_site.backups as backups

    lines = backups._lines

    def slowly(counts: dict[str, int]) -> Any:
        written = lines(counts)
        yield next(written)  # the snapshot is taken by the first read
        _in_another_thread(lambda: receive(Kind.CALLBACK, {"name": "Meanwhile"}))
        yield from written

    FaqEntry.objects.create(slug="why", question="Why?", answer="So.", topic="Topic")
    get_user_model().objects.create_user("kim")
    monkeypatch.setattr(backups, "_lines", slowly)
    counts = write_backup(io.BytesIO())

    assert Submission.objects.count() == 2
    assert counts["intake.submission"] == 1


def _in_another_thread(work: Any) -> None:
    import threading

    from django.db import connections

    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_the_summary_is_the_last_line(filled: Path) -> None:
    from clinic_site.backups import read_backup

    with filled.open("rb") as file:
        *_, last = read_backup(file)
    assert json.loads(last)["counts"]["intake.submission"] == 1
