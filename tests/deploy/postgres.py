"""A PostgreSQL of our own on loopback, for as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack import PATIENCE, free_port

PUBLIC_ROLE, PUBLIC_PASSWORD = "clinic_public", "only for tests"
MAKE_PUBLIC_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{PUBLIC_ROLE}') THEN
        CREATE ROLE {PUBLIC_ROLE};
    END IF;
END $$;
ALTER ROLE {PUBLIC_ROLE} LOGIN PASSWORD '{PUBLIC_PASSWORD}';
"""


def _newest_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is missing; run: sudo apt-get install postgresql")
    return found[-1]


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start one and give its address. Its data are not flushed to the disk: nobody needs them afterward."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-postgres-"))
    data, port, binaries = folder / "db", free_port(), _newest_binaries()
    as_postgres: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(tool: str, *arguments: str) -> None:
        command = [*as_postgres, str(binaries / tool), "-D", str(data), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=PATIENCE)

    options = (
        f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} "
        "-c fsync=off -c full_page_writes=off"
    )
    try:
        run("initdb", "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://clinic@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
