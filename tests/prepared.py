"""A site that is prepared once per test run and then copied: preparing takes longer than most tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.stack import Stack, drop_database

_OTHER_FACTS = """
from django.apps import apps
from clinic_site.clinic import first_values
for model in apps.get_app_config("clinic").get_models():
    model._base_manager.all().delete()
first_values.load_once()
first_values.extend_holidays()
"""


@dataclass(frozen=True)
class Prepared:
    """The folder and the database of a prepared site that never runs."""

    folder: Path
    database_url: str

    def copy(self, folder: Path, mail_port: int, *, server: str = "", **changes: str) -> Stack:
        """Return a site with its tables, keys, static files and staff account, not started.

        `server` is the URL of another PostgreSQL server, for the database of a site that was prepared on
        one. `changes` are environment variables. With another CLINIC_FILE, the facts are of that clinic.
        """
        shutil.copytree(self.folder / "secrets", folder / "secrets")
        self.copy_static(folder)
        copy = Stack(folder, mail_port, server=server, **changes)
        if self.database_url.startswith("sqlite"):
            shutil.copy(self.folder / "clinic.sqlite3", folder)
        elif server:
            self._dump_into(copy)
        else:
            self._copy_database(copy)
        if "CLINIC_FILE" in changes:
            copy.manage("shell", "--no-imports", "--command", _OTHER_FACTS)
        return copy

    def copy_static(self, folder: Path) -> None:
        """Link the static files in `folder`, file by file: `serve` empties the folder that it finds."""
        shutil.copytree(self.folder / "static", folder / "static", copy_function=os.link)

    def _dump_into(self, copy: Stack) -> None:
        with _alone(self.folder.parent):  # nobody can copy a database that has a connection
            dump = subprocess.run(
                ["pg_dump", "--no-owner", self.database_url], check=True, capture_output=True
            )
        load = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        subprocess.run([*load, copy.database_url], check=True, input=dump.stdout, stdout=subprocess.DEVNULL)

    def _copy_database(self, copy: Stack) -> None:
        source, target = (urlsplit(url).path.lstrip("/") for url in (self.database_url, copy.database_url))
        with _alone(self.folder.parent), psycopg.connect(copy.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {target}")
            connection.execute(f"CREATE DATABASE {target} TEMPLATE {source}")


@contextmanager
def prepared_once(shared: Path) -> Iterator[Prepared]:
    """Yield the prepared site of a test run.

    The first process that needs it makes it below `shared`, a folder of all processes of the run. The
    last one that leaves removes it.
    """
    home = shared / "prepared"
    home.mkdir(exist_ok=True)
    folder, note, own_mark = home / "site", home / "database", home / f"used-by-{os.getpid()}"
    with _alone(home):
        if not any(home.glob("used-by-*")):
            folder.mkdir()
            site = Stack(folder, 0)
            site.prepare()
            site.log.close()
            note.write_text(site.database_url)
        own_mark.touch()
    made = Prepared(folder, note.read_text())
    try:
        yield made
    finally:
        with _alone(home):
            own_mark.unlink()
            if not any(home.glob("used-by-*")):
                drop_database(made.database_url, os.environ.get("DATABASE_URL", ""))
                shutil.rmtree(folder)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait until no other process of the run is in this block."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
