"""Backups that are forged, altered or truncated are rejected before anything is restored."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from clinic_site.ops import backup_file
from clinic_site.ops.backup_file import load_identities, load_recipients, write_encrypted
from clinic_site.ops.key_files import make_backup_keys

pytestmark = pytest.mark.django_db(transaction=True)


def _restore(file: Path, **options: Any) -> None:
    call_command("restore", file, stdout=io.StringIO(), **options)


def test_a_backup_can_be_decrypted_by_hand(backup_path: Path, settings: Settings) -> None:
    """Without its first line, a backup is an age file, whose last line is the summary."""
    _head, _, body = backup_path.read_bytes().partition(b"\n")

    lines = pyrage.decrypt(body, load_identities(settings.BACKUP_IDENTITY_FILE)).splitlines()
    assert json.loads(lines[-1])["counts"]["intake.submission"] == 1


def _forged(recipients: Path, signer: Ed25519PrivateKey) -> bytes:
    """Return a backup that contains an administrator, forged with the public recipient."""
    row = {"model": "auth.user", "pk": 1, "fields": {"username": "intruder", "is_superuser": True}}
    line = json.dumps(row).encode() + b"\n"
    summary = {"counts": {"auth.user": 1}, "sha256": hashlib.sha256(line).hexdigest()}
    file = io.BytesIO()
    write_encrypted(
        file,
        iter([line, json.dumps(summary).encode() + b"\n"]),
        recipients=load_recipients(recipients),
        signer=signer,
        now=timezone.now(),
    )
    return file.getvalue()


@pytest.mark.parametrize("check", [True, False])
def test_a_backup_forged_with_the_public_recipient_is_rejected(
    backup_path: Path, settings: Settings, *, check: bool
) -> None:
    backup_path.write_bytes(_forged(settings.BACKUP_RECIPIENTS_FILE, Ed25519PrivateKey.generate()))

    with pytest.raises(CommandError, match="altered or truncated, or signed with a key that is not"):
        _restore(backup_path, check=check)
    assert not get_user_model().objects.exists()


def test_a_forged_backup_with_a_copied_signature_is_rejected(backup_path: Path, settings: Settings) -> None:
    head = backup_path.read_bytes().partition(b"\n")[0]
    forged = _forged(settings.BACKUP_RECIPIENTS_FILE, Ed25519PrivateKey.generate())
    backup_path.write_bytes(head + b"\n" + forged.partition(b"\n")[2])

    with pytest.raises(CommandError, match="altered or truncated"):
        _restore(backup_path)


def test_an_unsigned_age_file_is_rejected(backup_path: Path) -> None:
    backup_path.write_bytes(backup_path.read_bytes().partition(b"\n")[2])

    with pytest.raises(CommandError, match="not a signed backup"):
        _restore(backup_path)


@pytest.mark.parametrize("length", [0, 40, 110, 140, 400, -1])
def test_a_truncated_backup_is_rejected(backup_path: Path, length: int) -> None:
    backup_path.write_bytes(backup_path.read_bytes()[:length])

    with pytest.raises(CommandError, match=r"not a signed backup|altered or truncated"):
        _restore(backup_path, check=True)


def test_a_backup_with_appended_data_is_rejected(backup_path: Path) -> None:
    backup_path.write_bytes(backup_path.read_bytes() + b"\n")

    with pytest.raises(CommandError, match="altered or truncated"):
        _restore(backup_path, check=True)


def test_a_changed_byte_is_rejected_anywhere(backup_path: Path) -> None:
    content = backup_path.read_bytes()
    for at in [*range(200), *range(200, len(content), 97)]:
        backup_path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(CommandError, match="Nothing was changed"):
            _restore(backup_path, check=True)


def test_a_backup_replaced_after_the_signature_check_restores_nothing(
    backup_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = _forged(settings.BACKUP_RECIPIENTS_FILE, Ed25519PrivateKey.generate())
    check = backup_file.check_signature

    def swap(file: Any, keys: Any) -> Any:
        checked = check(file, keys)
        backup_path.write_bytes(forged)
        file.seek(len(forged.partition(b"\n")[0]) + 1)
        return checked

    monkeypatch.setattr(backup_file, "check_signature", swap)
    with pytest.raises(CommandError, match="altered while it was being read"):
        _restore(backup_path)
    assert not get_user_model().objects.exists()


def test_a_backup_of_the_first_release_is_rejected_with_advice(backup_path: Path) -> None:
    backup_path.write_bytes(b"clinic-vault-1\nv1.00000000.AAAA\n")

    with pytest.raises(CommandError, match="restore it with that release, then upgrade"):
        _restore(backup_path)


def test_another_identity_cannot_decrypt_a_backup(backup_path: Path, tmp_path: Path) -> None:
    other = make_backup_keys(tmp_path)["BACKUP_IDENTITY_FILE"]

    with pytest.raises(CommandError, match="cannot be decrypted with this identity"):
        _restore(backup_path, identity=other)


def test_an_old_signing_key_is_trusted_while_it_is_in_the_verify_file(
    backup_path: Path, tmp_path: Path, settings: Settings
) -> None:
    new = make_backup_keys(tmp_path)["BACKUP_VERIFY_KEYS_FILE"]
    with pytest.raises(CommandError, match="not in the verify file"):
        _restore(backup_path, verify_keys=new)

    new.write_text(new.read_text() + settings.BACKUP_VERIFY_KEYS_FILE.read_text())
    _restore(backup_path, verify_keys=new)
