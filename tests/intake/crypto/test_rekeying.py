from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone
from pytest_django import Settings

from intake.crypto.sealing import SealingError, new_key_pair
from intake.enums import Kind
from intake.models import CannedReply, FaqEntry, MailTemplate, Submission
from intake.models.answers import current_answers
from intake.services.jobs.rekeying import SEALED, left_on_old_keys, rekey
from intake.services.requests.amending import amend
from intake.services.requests.receive import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def use_keys(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """Return a function that writes key pairs to new key files, the current one last."""
    count = iter(range(100))

    def use(*pairs: tuple[str, str]) -> None:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        settings.SEALING_PUBLIC_KEYS_FILE = folder / "public"
        settings.SEALING_PRIVATE_KEYS_FILE = folder / "private"
        settings.SEALING_PUBLIC_KEYS_FILE.write_text("\n".join(public for public, _ in pairs))
        settings.SEALING_PRIVATE_KEYS_FILE.write_text("\n".join(private for _, private in pairs))
        settings.SEALING_PRIVATE_KEYS_FILE.chmod(0o600)

    return use


@pytest.fixture
def on_old_key(use_keys: Callable[..., None]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return an old and a new key pair; both are in use, and requests are sealed with the old one."""
    old, new = new_key_pair(), new_key_pair()
    use_keys(old)
    for name in ("Ann", "Ben", "Cay"):
        amend(receive(Kind.CALLBACK, {"name": name}), {"voicemail": True}, timezone.now())
    use_keys(old, new)
    return old, new


def _names() -> set[str]:
    return {current_answers(submission)["name"] for submission in Submission.objects.all()}


def test_the_old_key_can_be_removed_afterwards(
    on_old_key: tuple[tuple[str, str], ...], use_keys: Callable[..., None]
) -> None:
    assert list(rekey({}))[-1] == 6

    use_keys(on_old_key[1])
    assert left_on_old_keys() == 0
    assert _names() == {"Ann", "Ben", "Cay"}


def test_the_old_key_is_needed_until_then(
    on_old_key: tuple[tuple[str, str], ...], use_keys: Callable[..., None]
) -> None:
    use_keys(on_old_key[1])

    with pytest.raises(SealingError):
        _names()


def test_interrupted_rekeying_leaves_every_row_readable_and_can_be_continued(on_old_key: object) -> None:
    work = rekey({})
    next(work), next(work)
    work.close()

    assert left_on_old_keys() == 4
    assert _names() == {"Ann", "Ben", "Cay"}
    assert list(rekey({}))[-1] == 4


def test_a_row_that_changes_concurrently_is_not_overwritten(on_old_key: object) -> None:
    work = rekey({})
    next(work)
    Submission.objects.update(sealed="")

    list(work)

    assert set(Submission.objects.values_list("sealed", flat=True)) == {""}


def test_the_command_reports_how_many_rows_are_left(on_old_key: object) -> None:
    out = io.StringIO()

    call_command("rekey", stdout=out)

    assert "6 rows sealed with key" in out.getvalue()
    assert "0 left on old keys" in out.getvalue()


def test_row_that_no_key_opens_is_named_and_keeps_no_other_on_the_old_key(
    on_old_key: tuple[tuple[str, str], ...], use_keys: Callable[..., None]
) -> None:
    lost = Submission.objects.order_by("pk").first()
    sealed = f"v1.{new_key_pair()[0].partition(' ')[0]}.AAAA"
    Submission.objects.filter(pk=lost.pk).update(sealed=sealed)

    with pytest.raises(CommandError, match=rf"{lost.reference} \(.*not in the private key file"):
        call_command("rekey", stdout=io.StringIO())
    assert left_on_old_keys() == 1
    use_keys(on_old_key[1])
    others = Submission.objects.exclude(pk=lost.pk)
    assert {current_answers(row)["name"] for row in others} <= {"Ann", "Ben", "Cay"}


def test_every_sealed_column_is_rekeyed() -> None:
    columns = {
        (model, field.name)
        for model in apps.get_app_config("intake").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.TextField)
    }
    known = {(sealed.model, sealed.column) for sealed in SEALED}

    not_sealed = {(FaqEntry, "answer"), (CannedReply, "text"), (MailTemplate, "text")}
    assert columns - known == not_sealed
