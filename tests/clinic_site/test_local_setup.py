"""Secrets for this machine: made once, for their owner alone."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Iterator
from os import umask
from pathlib import Path

import pytest

from clinic_site.local_setup import make_local_environment, make_secrets
from intake.sealing import load_private_keys, load_public_keys, load_secret, open_sealed, seal


@pytest.fixture
def careless_umask() -> Iterator[None]:
    """Let new files be open to everybody, unless the code says otherwise."""
    before = umask(0)
    yield
    umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("careless_umask")
def test_every_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    files = make_secrets(tmp_path / "secrets")

    assert {name: mode(path) for name, path in files.items()} == dict.fromkeys(files, 0o600)


@pytest.mark.usefixtures("careless_umask")
def test_the_folder_of_secrets_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    make_secrets(tmp_path / "secrets")

    assert mode(tmp_path / "secrets") == 0o700


@pytest.mark.usefixtures("careless_umask")
def test_the_settings_of_this_machine_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    assert mode(make_local_environment(tmp_path)) == 0o600


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    environment = make_local_environment(tmp_path)
    environment.write_text("SITE_URL=http://mine.test\n", encoding="ascii")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    make_local_environment(tmp_path)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("lost", ["SEALING_PUBLIC_KEYS_FILE", "SEALING_PRIVATE_KEYS_FILE"])
def test_half_of_a_key_pair_is_not_replaced_by_half_of_another(tmp_path: Path, lost: str) -> None:
    files = make_secrets(tmp_path)
    files[lost].unlink()
    before = {name: path.read_bytes() for name, path in files.items() if path.exists()}

    make_secrets(tmp_path)

    assert {name: path.read_bytes() for name, path in files.items() if path.exists()} == before


@pytest.mark.parametrize("lost", ["SECRET_KEY_FILE", "INDEX_KEY_FILE"])
def test_a_secret_that_stands_alone_is_made_again_when_it_is_lost(tmp_path: Path, lost: str) -> None:
    files = make_secrets(tmp_path)
    files[lost].unlink()

    make_secrets(tmp_path)

    assert files[lost].stat().st_size > 40


def test_what_the_new_public_key_seals_the_new_private_key_opens(tmp_path: Path) -> None:
    files = make_secrets(tmp_path)

    token = seal(b"words", bound_to="here", keys=load_public_keys(files["SEALING_PUBLIC_KEYS_FILE"]))

    private = load_private_keys(files["SEALING_PRIVATE_KEYS_FILE"])
    assert open_sealed(token, bound_to="here", keys=private) == b"words"


def test_the_new_keys_are_long_enough(tmp_path: Path) -> None:
    files = make_secrets(tmp_path)

    assert len(files["SECRET_KEY_FILE"].read_text(encoding="ascii").strip()) >= 50
    assert len(load_secret(files["INDEX_KEY_FILE"], at_least=32)) == 32


def test_two_machines_have_different_secrets(tmp_path: Path) -> None:
    one, two = make_secrets(tmp_path / "one"), make_secrets(tmp_path / "two")

    assert [name for name in one if one[name].read_bytes() == two[name].read_bytes()] == []


def test_the_settings_of_this_machine_hold_places_of_keys_and_no_key(tmp_path: Path) -> None:
    text = make_local_environment(tmp_path).read_text(encoding="ascii")

    index_key = (tmp_path / "secrets" / "index.key").read_text(encoding="ascii").strip()
    assert f"INDEX_KEY_FILE={tmp_path}/secrets/index.key" in text
    assert index_key not in text
    assert len(base64.b64decode(index_key)) == 32


def test_a_fresh_checkout_starts_with_the_settings_made_for_it(
    checkout: Path, python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = python({}, "-m", "clinic_site.local_setup", at=checkout)

    checked = python({}, "manage.py", "check", "--fail-level", "WARNING", at=checkout)

    assert (made.returncode, made.stderr, checked.returncode, checked.stderr) == (0, "", 0, "")


def test_a_checkout_may_lie_in_a_folder_with_any_name(tmp_path: Path) -> None:
    environment = make_local_environment(tmp_path / "josé")

    assert "josé" in environment.read_text(encoding="utf-8")
