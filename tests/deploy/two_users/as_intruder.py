"""Does what an intruder can do who runs code as the public side: one JSON list a line, [name, arguments].

Run by the machine as the public side's user, with the environment of its unit.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import os
import stat
import sys
import uuid
from pathlib import Path
from typing import Any

import django
import psycopg

from intake.crypto.sealing import load_public_keys, seal
from intake.spam.form_timestamp import new_timestamp
from tests.deploy.two_users.forgery import forge_backups

_PTRACE_SEIZE = 0x4206  # as PTRACE_ATTACH, and the process goes on
_LIBC = ctypes.CDLL(None, use_errno=True)


def sql(statements: list[str], url: str = "") -> list[str]:
    """Execute each statement by itself; return for each the number of its rows, or the error."""
    said = []
    with psycopg.connect(
        url or os.environ["DATABASE_URL"], autocommit=True, connect_timeout=60
    ) as connection:
        for statement in statements:
            try:
                said.append(str(connection.execute(statement).rowcount))
            except psycopg.Error as error:
                said.append(f"refused: {type(error).__name__}: {str(error).splitlines()[0]}")
    return said


def query(statement: str) -> list[list[Any]]:
    """Return the rows of a query, as JSON can carry them."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        return [list(row) for row in connection.execute(statement).fetchall()]


def connects(url: str) -> str:
    """Return who a connection to a database makes of this process, or the error."""
    try:
        with psycopg.connect(url, connect_timeout=60) as connection:
            return f"connected as {connection.execute('SELECT current_user').fetchone()[0]}"
    except psycopg.Error as error:
        return f"refused: {str(error).splitlines()[0]}"


def sealed(text: str, bound_to: str) -> str:
    """Return a text sealed with the public key, as the site seals what arrives."""
    keys = load_public_keys(Path(os.environ["SEALING_PUBLIC_KEYS_FILE"]))
    return seal(text.encode(), bound_to=bound_to, keys=keys)


def stamp() -> str:
    """Return what a form contains that was given out two minutes ago."""
    return new_timestamp(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2))


def new_id() -> str:
    """Return the id of a new row."""
    return str(uuid.uuid4())


def readable_files(folders: list[str]) -> list[str]:
    """Return every file below some folders that this user can read."""
    paths = (Path(place, name) for folder in folders for place, _, names in os.walk(folder) for name in names)
    return [str(path) for path in paths if not path.is_symlink() and _may(path, os.R_OK) and path.is_file()]


def writable(folders: list[str]) -> list[str]:
    """Return every folder and file below some folders that this user can write to."""
    found = []
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            paths = (Path(place), *(Path(place, name) for name in names))
            found += [str(path) for path in paths if not path.is_symlink() and _may(path, os.W_OK)]
    return found


def can_replace(paths: list[str]) -> list[str]:
    """Return those of some paths that this user can write, or put another file in the place of."""
    return [path for path in paths if _may(Path(path), os.W_OK) or can_redirect([path])]


def can_redirect(paths: list[str]) -> list[str]:
    """Return those of some paths in whose place this user can put another file, or a link."""
    return [
        path
        for path in paths
        if any(_may(folder, os.W_OK) and not _is_kept(folder) for folder in Path(path).parents)
    ]


def _may(path: Path, what: int) -> bool:
    try:
        return os.access(path, what)
    except OSError:
        return False


def _is_kept(folder: Path) -> bool:
    """Whether what is in a folder that all may write to can be replaced by its owner only."""
    return folder.is_dir() and bool(folder.stat().st_mode & stat.S_ISVTX)


def write(path: str, text: str) -> str:
    """Write a file, making its folders; return "written" or the error."""
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    except OSError as error:
        return f"refused: {error.strerror}"
    return "written"


def move_aside(path: str) -> str:
    """Rename a file or folder; return its new name, or nothing where that is refused or nothing is there."""
    aside = Path(f"{path}.moved-aside")
    try:
        Path(path).rename(aside)
    except OSError:
        return ""
    return str(aside)


def link(path: str, target: str) -> str:
    """Make a symbolic link; return "written" or the error."""
    try:
        Path(path).symlink_to(target)
    except OSError as error:
        return f"refused: {error.strerror}"
    return "written"


def reach(pid: int) -> dict[str, str]:
    """Try to read, trace and stop a process; return what became of each try."""
    tries = {
        "environ": lambda: Path(f"/proc/{pid}/environ").read_bytes(),
        "mem": lambda: Path(f"/proc/{pid}/mem").open("rb").close(),
        "maps": lambda: Path(f"/proc/{pid}/maps").read_text(),
        "fd": lambda: list(Path(f"/proc/{pid}/fd").iterdir()),
        "root": lambda: list(Path(f"/proc/{pid}/root/").iterdir()),
        "trace": lambda: _trace(pid),
        "signal": lambda: os.kill(pid, 0),
    }
    return {name: _tried(attempt) for name, attempt in tries.items()}


def _trace(pid: int) -> None:
    if _LIBC.ptrace(_PTRACE_SEIZE, pid, None, None) == -1:
        raise OSError(ctypes.get_errno(), "ptrace")


def _tried(attempt: Any) -> str:
    try:
        attempt()
    except OSError as error:
        return f"refused: {error.strerror}"
    return "reached"


_QUESTIONS = {
    function.__name__: function
    for function in (
        *(
            sql,
            query,
            connects,
            sealed,
            stamp,
            new_id,
            readable_files,
            writable,
            can_replace,
            can_redirect,
            write,
        ),
        *(move_aside, link, reach, forge_backups),
    )
}


def main() -> None:
    """Answer line by line until the input ends."""
    django.setup()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"answer": _QUESTIONS[name](*arguments)}
        except Exception as error:  # the test is to see it, whatever it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()
