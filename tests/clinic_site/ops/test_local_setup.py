"""Local secrets are created once and readable only by their owner."""

from __future__ import annotations

import base64
import errno
import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from os import umask
from pathlib import Path

import pytest

from clinic_site.ops.backup_file import load_signing_key, load_verify_keys
from clinic_site.ops.local_setup import make_local_environment, make_secrets
from intake.crypto.sealing import (
    AUDIT_PURPOSE,
    derived,
    load_private_keys,
    load_public_keys,
    load_secret,
    load_secrets,
    open_sealed,
    seal,
)
from tests.stack import ROOT


@pytest.fixture
def careless_umask() -> Iterator[None]:
    """Set a umask that makes new files accessible to everyone by default."""
    before = umask(0)
    yield
    umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("careless_umask")
def test_every_secret_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    files = make_secrets(tmp_path / "secrets")

    assert {name: mode(path) for name, path in files.items()} == dict.fromkeys(files, 0o600)


@pytest.mark.usefixtures("careless_umask")
def test_the_folder_of_secrets_is_accessible_only_to_its_owner(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")

    assert mode(tmp_path / "secrets") == 0o700


@pytest.mark.usefixtures("careless_umask")
def test_local_env_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    assert mode(make_local_environment(tmp_path)) == 0o600


def test_existing_files_are_not_overwritten(tmp_path: Path) -> None:
    environment = make_local_environment(tmp_path)
    environment.write_text("SITE_URL=http://mine.test\n", encoding="ascii")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    make_local_environment(tmp_path)

    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after.pop(environment).startswith(before.pop(environment))
    assert after == before


def test_missing_key_files_are_created_with_derived_keys_as_fallbacks(tmp_path: Path) -> None:
    environment = make_local_environment(tmp_path)
    for name in ("audit.key", "factors.key", "row-mac.key"):
        (tmp_path / "secrets" / name).unlink()
    kept = [line for line in environment.read_text().splitlines() if not line.startswith("AUDIT_KEY_FILE")]
    environment.write_text("\n".join(kept))

    make_local_environment(tmp_path)

    index_key = load_secret(tmp_path / "secrets" / "index.key")
    current, old = load_secrets(tmp_path / "secrets" / "audit.key")
    assert old == derived(index_key, AUDIT_PURPOSE) != current
    assert f"AUDIT_KEY_FILE={tmp_path}/secrets/audit.key" in environment.read_text().splitlines()


@pytest.mark.parametrize("fails", range(1, 12))
def test_a_full_disk_leaves_no_key_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    """The disk is full at the `fails`th file. Once it is freed, another run creates what is missing."""
    written, fsync = itertools.count(1), os.fsync

    def full(descriptor: int) -> None:
        if next(written) == fails:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*secrets"):
        make_secrets(tmp_path / "secrets")
    files = make_secrets(tmp_path / "secrets")

    assert all(path.read_text() for path in files.values())
    assert load_verify_keys(files["BACKUP_VERIFY_KEYS_FILE"])
    assert load_signing_key(files["BACKUP_SIGNING_KEY_FILE"])


@pytest.mark.parametrize("lost", ["SEALING_PUBLIC_KEYS_FILE", "SEALING_PRIVATE_KEYS_FILE"])
def test_half_of_a_key_pair_is_not_replaced(tmp_path: Path, lost: str) -> None:
    files = make_secrets(tmp_path)
    files[lost].unlink()
    before = {name: path.read_bytes() for name, path in files.items() if path.exists()}

    make_secrets(tmp_path)

    assert {name: path.read_bytes() for name, path in files.items() if path.exists()} == before


@pytest.mark.parametrize("lost", ["SECRET_KEY_FILE", "INDEX_KEY_FILE"])
def test_a_lost_single_secret_is_created_again(tmp_path: Path, lost: str) -> None:
    files = make_secrets(tmp_path)
    files[lost].unlink()

    make_secrets(tmp_path)

    assert files[lost].stat().st_size > 40


def test_the_new_key_pair_seals_and_opens(tmp_path: Path) -> None:
    files = make_secrets(tmp_path)

    token = seal(b"words", bound_to="here", keys=load_public_keys(files["SEALING_PUBLIC_KEYS_FILE"]))

    private = load_private_keys(files["SEALING_PRIVATE_KEYS_FILE"])
    assert open_sealed(token, bound_to="here", keys=private) == b"words"


def test_the_new_keys_are_long_enough(tmp_path: Path) -> None:
    files = make_secrets(tmp_path)

    assert len(files["SECRET_KEY_FILE"].read_text(encoding="ascii").strip()) >= 50
    assert len(load_secret(files["INDEX_KEY_FILE"])) == 32


def test_two_machines_have_different_secrets(tmp_path: Path) -> None:
    one, two = make_secrets(tmp_path / "one"), make_secrets(tmp_path / "two")

    assert [name for name in one if one[name].read_bytes() == two[name].read_bytes()] == []


def test_local_env_contains_paths_of_keys_and_no_keys(tmp_path: Path) -> None:
    text = make_local_environment(tmp_path).read_text(encoding="ascii")

    index_key = (tmp_path / "secrets" / "index.key").read_text(encoding="ascii").strip()
    assert f"INDEX_KEY_FILE={tmp_path}/secrets/index.key" in text
    assert index_key not in text
    assert len(base64.b64decode(index_key)) == 32


def test_a_fresh_checkout_passes_the_checks_with_local_env(
    checkout: Path, python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = python({}, "-m", "clinic_site.ops.local_setup", at=checkout)

    checked = python(
        {"LOCAL_ENV": "var/local.env"}, "manage.py", "check", "--fail-level", "WARNING", at=checkout
    )

    assert (made.returncode, made.stderr, checked.returncode, checked.stderr) == (0, "", 0, "")


def test_a_checkout_folder_may_have_any_name(tmp_path: Path) -> None:
    environment = make_local_environment(tmp_path / "josé")

    assert "josé" in environment.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("target", ["demo", "staff"])
def test_requests_and_staff_can_be_added_before_the_first_start(tmp_path: Path, target: str) -> None:
    """As with CLINIC=example, whose database has a folder that only a start had made."""
    made = ("-o", ".venv/run.stamp", "-o", "var/local.env")
    named = (f"VAR_DIR={tmp_path / 'var'}", f"MANAGE=test -d {tmp_path / 'var'} && echo")

    done = subprocess.run(["make", *made, target, *named], cwd=ROOT, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert mode(tmp_path / "var") == 0o700
