"""`split_keys` creates separate key files with the derived keys as fallbacks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from intake.checks import keys_have_their_files
from intake.crypto import keys

_OWN = ("AUDIT_KEY_FILE", "FACTOR_KEY_FILE", "ROW_MAC_KEY_FILE")
_BACKUP = ("BACKUP_RECIPIENTS_FILE", "BACKUP_SIGNING_KEY_FILE", "BACKUP_VERIFY_KEYS_FILE")


@pytest.fixture
def earlier(settings: Settings) -> Settings:
    """Return the settings of an older installation, which has an index key and none of the newer files."""
    for name in (*_OWN, *_BACKUP, "BACKUP_IDENTITY_FILE"):
        setattr(settings, name, None)
    return settings


def _split(folder: Path) -> dict[str, Path]:
    out = io.StringIO()
    call_command("split_keys", folder, stdout=out)
    lines = [line.partition("=") for line in out.getvalue().splitlines() if "_FILE=" in line]
    return {name: Path(path) for name, _, path in lines}


def test_derived_keys_are_accepted_and_a_new_key_is_current(earlier: Settings, tmp_path: Path) -> None:
    read = (keys.audit_keys, keys.factor_keys, keys.row_mac_keys)
    before = [each() for each in read]

    printed = _split(tmp_path)
    for name in _OWN:
        setattr(earlier, name, printed[name])

    for each, old in zip(read, before, strict=True):
        assert each()[1:] == old
        assert each()[0] not in old


def test_every_setting_but_the_backup_identity_is_printed(earlier: Settings, tmp_path: Path) -> None:
    assert set(_split(tmp_path)) == {*_OWN, *_BACKUP}
    assert (tmp_path / "backup-identity.txt").stat().st_mode & 0o777 == 0o600


def test_a_second_run_changes_nothing(earlier: Settings, tmp_path: Path) -> None:
    _split(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    _split(tmp_path)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before


def test_a_missing_folder_is_an_error(earlier: Settings, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        _split(tmp_path / "missing")


def test_the_checks_report_missing_key_files(earlier: Settings) -> None:
    error, warning = keys_have_their_files()

    assert all(name in error.msg for name in _BACKUP)
    assert all(name in warning.msg for name in _OWN)


def test_the_checks_pass_with_all_key_files() -> None:
    assert keys_have_their_files() == []
