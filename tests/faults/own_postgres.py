"""A temporary PostgreSQL server that tests can kill: it flushes its data and has no supervisor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.stack import PATIENCE, free_port, wait_until


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that Debian installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


class OwnPostgres:
    """A server on the loopback interface, in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clinic-postgres-"))
        self.port = free_port()
        self.url = f"postgres://clinic@127.0.0.1:{self.port}/postgres"
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "clinic", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it has recovered and accepts connections."""
        for left in ("db/postmaster.pid", f".s.PGSQL.{self.port}.lock", f".s.PGSQL.{self.port}"):
            # A killed process that has not been reaped looks alive to the next server.
            Path(self.folder, left).unlink(missing_ok=True)
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        )
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        wait_until(self._answers, PATIENCE, "answer from PostgreSQL")

    def ensure_started(self) -> None:
        """Start it unless it accepts connections."""
        if not self._answers():
            self.start()

    def kill(self) -> None:
        """Kill all its processes at once, and wait until they are gone."""
        parent = int(Path(self.folder, "db/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in (parent, *map(int, children)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not any(map(_lives, (str(parent), *children))), PATIENCE, "end of PostgreSQL")
        time.sleep(0.05)

    def remove(self) -> None:
        """Stop it if it is running, and remove its folder."""
        with suppress(subprocess.CalledProcessError):  # it was killed and not restarted
            self._run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, tool: str, *arguments: str) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_postgres, str(binaries() / tool), "-D", str(self.folder / "db"), *arguments]
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=60,
        )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
