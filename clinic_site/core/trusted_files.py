"""Read files that control a process: settings, keys, the clinic's facts, lists of phrases.

The public side and the staff side run as two users, and neither may use a file that the other could have
written. Owner and mode are checked on the open file, which can't be replaced before it is read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_RELEASE = Path(__file__).resolve().parents[2]
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class UntrustedFileError(Exception):
    """Another user could have written, or read, a file; the message names the file and the fix."""


def read_trusted(path: Path, *, secret: bool) -> bytes:
    """Return the content of a file that only this process's user and root can have written.

    The file must belong to that user or root and must not be writable by group and others, and
    the same applies to its folder (a folder with the sticky bit, such as /tmp, is accepted). With
    `secret`, group and others must not be able to read it either. Files of the release are trusted
    like its code and are not checked unless they are secret.

    Raises UntrustedFileError, and OSError if the file cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe must not block
    with os.fdopen(handle, "rb") as file:
        if secret or not _is_shipped(path):
            _check_file(path, os.fstat(handle), secret=secret)
            for folder in {path.absolute().parent, path.resolve().parent}:
                _check_folder(path, folder)
        return file.read()


def _is_shipped(path: Path) -> bool:
    path = path.resolve()
    return path.is_relative_to(_RELEASE) and not path.is_relative_to(_RELEASE / "var")


def _check_file(path: Path, status: os.stat_result, *, secret: bool) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UntrustedFileError(f"{path}: not a regular file")
    if not _is_ours(status):
        raise UntrustedFileError(
            f"{path}: belongs to another user (uid {status.st_uid}); "
            f"it must belong to root or to the user of this process (uid {os.geteuid()})"
        )
    if secret and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UntrustedFileError(f"{path}: others may read it; run: chmod 600 {path}")
    if status.st_mode & _OTHERS_WRITE:
        raise UntrustedFileError(f"{path}: others may write to it; run: chmod go-w {path}")


def _check_folder(path: Path, folder: Path) -> None:
    status = folder.stat()
    open_to_others = status.st_mode & _OTHERS_WRITE and not status.st_mode & stat.S_ISVTX
    if open_to_others or not _is_ours(status):
        raise UntrustedFileError(
            f"{path}: others may write to its folder; "
            f"{folder} must belong to root or to the user of this process, and not be writable by others: "
            f"chmod go-w {folder}"
        )


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid in {0, os.geteuid()}
