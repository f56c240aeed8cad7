"""Second-factor seeds are encrypted with a key that is not in the database."""

from __future__ import annotations

import base64
import io
import secrets
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet, InvalidToken
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from pytest_django import Settings

from clinic_site.accounts import field_encryption
from clinic_site.ops.key_files import split_keys
from clinic_site.ops.local_setup import make_secrets
from intake.crypto.keys import factor_keys, index_keys
from intake.crypto.sealing import KeyFileError, SealingError

SEED = "JBSWY3DPEHPK3PXP"


def test_encryption_is_reversible_and_randomized() -> None:
    first, second = field_encryption.encrypt(SEED), field_encryption.encrypt(SEED)

    assert (field_encryption.decrypt(first), field_encryption.decrypt(second)) == (SEED, SEED)
    assert (first != second, SEED in first) == (True, False)


def test_one_altered_character_is_detected() -> None:
    encrypted = field_encryption.encrypt(SEED)
    altered = encrypted[:30] + ("A" if encrypted[30] != "A" else "B") + encrypted[31:]

    with pytest.raises(field_encryption.DecryptionError):
        field_encryption.decrypt(altered)


def test_another_key_cannot_decrypt(settings: Settings, tmp_path: Path) -> None:
    encrypted = field_encryption.encrypt(SEED)
    settings.FACTOR_KEY_FILE = make_secrets(tmp_path)["FACTOR_KEY_FILE"]

    with pytest.raises(field_encryption.DecryptionError):
        field_encryption.decrypt(encrypted)


def test_the_index_key_itself_is_not_used_for_encryption() -> None:
    with pytest.raises(InvalidToken):
        Fernet(base64.urlsafe_b64encode(index_keys()[0][:32])).decrypt(field_encryption.encrypt(SEED))


def test_a_key_of_another_length_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.FACTOR_KEY_FILE = tmp_path / "factor.key"
    settings.FACTOR_KEY_FILE.write_text(base64.b64encode(secrets.token_bytes(48)).decode())
    settings.FACTOR_KEY_FILE.chmod(0o600)

    with pytest.raises(KeyFileError, match=r"factor\.key: each key must have 32 bytes"):
        field_encryption.encrypt(SEED)


def test_a_process_without_a_key_cannot_encrypt(settings: Settings) -> None:
    settings.INDEX_KEY_FILE = settings.FACTOR_KEY_FILE = None

    with pytest.raises(SealingError):
        field_encryption.encrypt(SEED)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def test_seeds_encrypted_with_the_derived_key_remain_readable(settings: Settings, tmp_path: Path) -> None:
    own_file, settings.FACTOR_KEY_FILE = settings.FACTOR_KEY_FILE, None
    encrypted = field_encryption.encrypt(SEED)

    settings.FACTOR_KEY_FILE = split_keys(tmp_path, settings.INDEX_KEY_FILE)["FACTOR_KEY_FILE"]

    assert own_file != settings.FACTOR_KEY_FILE
    assert field_encryption.decrypt(encrypted) == SEED


@pytest.mark.django_db
def test_after_rekey_the_old_key_is_no_longer_needed(
    settings: Settings, tmp_path: Path, nurse: AbstractBaseUser
) -> None:
    TOTP.activate(nurse, SEED)
    codes = RecoveryCodes.activate(nurse).get_unused_codes()
    old = base64.b64encode(factor_keys()[0]).decode()
    new = _key()
    for name, lines in (("both.key", [new, old]), ("new.key", [new])):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text("\n".join(lines))
    settings.FACTOR_KEY_FILE = tmp_path / "both.key"
    call_command("rekey", stdout=io.StringIO())

    settings.FACTOR_KEY_FILE = tmp_path / "new.key"
    totp = Authenticator.objects.get(user=nurse, type=Authenticator.Type.TOTP)
    recovery = Authenticator.objects.get(user=nurse, type=Authenticator.Type.RECOVERY_CODES)
    assert field_encryption.decrypt(totp.data["secret"]) == SEED
    assert RecoveryCodes(recovery).get_unused_codes() == codes
