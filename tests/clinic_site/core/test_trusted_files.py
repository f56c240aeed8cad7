"""A file that another user could have written is not used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clinic_site.core import trusted_files
from clinic_site.core.trusted_files import UntrustedFileError, read_trusted

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to another user")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "given"
    path.write_bytes(b"words")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("secret", [True, False])
def test_a_private_file_is_read(file: Path, *, secret: bool) -> None:
    assert read_trusted(file, secret=secret) == b"words"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o660, 0o666])
def test_a_file_writable_by_others_is_rejected(file: Path, mode: int) -> None:
    file.chmod(mode)

    with pytest.raises(UntrustedFileError, match=f"{file}: others may write to it; run: chmod go-w {file}"):
        read_trusted(file, secret=False)


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_readable_by_others_is_rejected_only_as_a_secret(file: Path, mode: int) -> None:
    file.chmod(mode)

    assert read_trusted(file, secret=False) == b"words"
    with pytest.raises(UntrustedFileError, match="others may read it; run: chmod 600"):
        read_trusted(file, secret=True)


@as_root
@pytest.mark.parametrize("secret", [True, False])
def test_a_file_of_another_user_is_rejected(file: Path, *, secret: bool) -> None:
    os.chown(file, 12345, 0)

    with pytest.raises(UntrustedFileError, match=r"belongs to another user \(uid 12345\)"):
        read_trusted(file, secret=secret)


@as_root
def test_a_symbolic_link_is_checked_by_its_target(file: Path, tmp_path: Path) -> None:
    os.chown(file, 12345, 0)
    (tmp_path / "link").symlink_to(file)

    with pytest.raises(UntrustedFileError, match="belongs to another user"):
        read_trusted(tmp_path / "link", secret=False)


def test_a_file_in_a_folder_writable_by_others_is_rejected(file: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o770)

    with pytest.raises(UntrustedFileError, match=f"others may write to its folder; {tmp_path}"):
        read_trusted(file, secret=False)


def test_a_symbolic_link_in_a_folder_writable_by_others_is_rejected(file: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    (shared / "link").symlink_to(file)

    with pytest.raises(UntrustedFileError, match="others may write to its folder"):
        read_trusted(shared / "link", secret=False)


def test_a_pipe_is_rejected_without_blocking(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)

    with pytest.raises(UntrustedFileError, match="not a regular file"):
        read_trusted(tmp_path / "pipe", secret=False)


def test_the_mode_of_a_file_of_the_release_is_not_checked(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trusted_files, "_RELEASE", tmp_path)
    file.chmod(0o664)

    assert read_trusted(file, secret=False) == b"words"


def test_the_var_folder_is_not_part_of_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted_files, "_RELEASE", tmp_path)
    written = tmp_path / "var" / "clinic.toml"
    written.parent.mkdir()
    written.write_text("words", encoding="ascii")
    written.chmod(0o664)

    with pytest.raises(UntrustedFileError, match="others may write to it"):
        read_trusted(written, secret=False)


def test_a_missing_file_raises_file_not_found_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_trusted(tmp_path / "nothing", secret=True)
