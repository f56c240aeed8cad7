"""Run as a program: threads that each write in transactions, and say how it went, as JSON.

    python -m tests.clinic_site.queue_writers DATABASE THREADS TRANSACTIONS [die]

With `die` the only writer says "writing" and waits in its transaction to be killed.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction


def configured(database: str, **options: Any) -> dict[str, Any]:
    """Return a database setting like the site's."""
    usual = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    return {"ENGINE": "clinic_site.queued_sqlite3", "NAME": database, "OPTIONS": usual | options}


def count_up() -> None:
    """Read and write in one transaction: what others write between the two would be lost."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM counted")
        (number,) = cursor.fetchone()
        cursor.execute("UPDATE counted SET number = %s", [number + 1])


def write(transactions: int, waits: list[float]) -> None:
    """Write again and again; note how long each took, in seconds."""
    for _ in range(transactions):
        began = time.monotonic()
        count_up()
        waits.append(time.monotonic() - began)
    connection.close()


def main(database: str, threads: int, transactions: int) -> None:
    """Let all threads write and print what they waited, and when the last was done."""
    waits: list[float] = []
    writers = [threading.Thread(target=write, args=(transactions, waits)) for _ in range(threads)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    print(json.dumps({"waits": waits, "done": time.time()}))


if __name__ == "__main__":
    settings.configure(DATABASES={"default": configured(str(Path(sys.argv[1])))})
    django.setup()
    if sys.argv[4:] == ["die"]:
        with transaction.atomic():
            print("writing", flush=True)
            time.sleep(60)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
