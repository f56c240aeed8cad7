"""How long do writers of one SQLite database wait for each other?

    .venv/bin/python benchmarks/writers.py [--writers 8] [--processes 2] [--seconds 4] [--pause 0.004]

Each writer stores rows of 3 KB with the site's settings (WAL, synchronous=FULL, BEGIN IMMEDIATE),
again and again, with the pause (seconds) that the rest of a request takes. Waits are printed in
milliseconds, for Django's own backend and for the site's.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, transaction

ROOT = Path(__file__).parent.parent
ENGINES = ("django.db.backends.sqlite3", "clinic_site.bounded_sqlite3")
OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def main() -> None:
    """Measure both backends and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--pause", type=float, default=0.004)
    parser.add_argument("--as-writer", nargs=2, metavar=("ENGINE", "DATABASE"))
    given = parser.parse_args()
    if given.as_writer:
        print(json.dumps(_write(given)))
        return
    for engine in ENGINES:
        waits = _waits(engine, given)
        p50, p99, longest = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99, 0.99999))
        print(
            f"{engine}: {len(waits) / given.seconds:.0f}/s, "
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.1f} ms"
        )


def _waits(engine: str, given: argparse.Namespace) -> list[float]:
    """Return what all writers of all processes waited, in seconds, in order of length."""
    with tempfile.TemporaryDirectory() as folder:
        made = sqlite3.connect(f"{folder}/db")
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE stored (number INTEGER PRIMARY KEY, sealed TEXT)")
        made.close()
        command = [sys.executable, __file__, "--as-writer", engine, f"{folder}/db"]
        command += ["--writers", str(given.writers // given.processes)]
        command += ["--seconds", str(given.seconds), "--pause", str(given.pause)]
        running = [
            subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(given.processes)
        ]
        return sorted(wait for each in running for wait in json.loads(each.communicate()[0]))


def _write(given: argparse.Namespace) -> list[float]:
    engine, name = given.as_writer
    database = {"ENGINE": engine, "NAME": name, "OPTIONS": OPTIONS}
    settings.configure(DATABASES={"default": database}, WEB_THREADS=32)
    django.setup()
    pause = threading.Event()
    waits: list[float] = []
    end = time.monotonic() + given.seconds

    def work() -> None:
        while (began := time.monotonic()) < end:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO stored (sealed) VALUES (%s)", ["x" * 3000])
            waits.append(time.monotonic() - began)
            pause.wait(given.pause)
        connection.close()

    writers = [threading.Thread(target=work) for _ in range(given.writers)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    return waits


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
