"""Measure the duration of backup and restore with many requests.

    .venv/bin/python benchmarks/backup.py [--requests 100000] [--json FILE]

Fills a temporary database (SQLite, or PostgreSQL if DATABASE_URL names a server) with sealed
requests, backs it up, restores the file into an empty SQLite database and counts the requests
there. Times are in seconds and depend on the machine; memory is the peak, in megabytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import measure
from measure import ROOT, Stack, run_inside

COLUMNS = {"step": "", "seconds": ".1f", "memory": ".0f", "requests": ",d", "megabytes": ".1f"}


def main() -> None:
    """Measure each step, and print a table."""
    options = measure.parser(__doc__)
    options.add_argument("--requests", type=int, default=100_000)
    options = options.parse_args()
    with measure.stack() as site:
        measure.show_progress("storing the requests …")
        run_inside(site, __file__, "fill", str(options.requests))
        stored = int(run_inside(site, __file__, "count"))
        file = Path(site.folder, "drill.backup")
        steps = {"backup": _timed(site, "backup", str(file))}
        megabytes = file.stat().st_size / 1e6
        site.env["DATABASE_URL"] = f"sqlite:///{site.folder}/restored.sqlite3"
        steps["migrate"] = _timed(site, "migrate", "--verbosity", "0")
        steps["restore --check"] = _timed(site, "restore", "--check", str(file))
        steps["restore"] = _timed(site, "restore", str(file))
        restored = int(run_inside(site, __file__, "count"))
    measure.show_progress("")
    rows = [
        {"step": step, "seconds": took, "memory": memory, "requests": restored, "megabytes": megabytes}
        for step, (took, memory) in steps.items()
    ]
    measure.report(rows, COLUMNS, options.json)
    if restored != stored or stored != options.requests:
        sys.exit(f"expected {options.requests} requests, stored {stored}, restored {restored}")


def _timed(site: Stack, *command: str) -> tuple[float, float]:
    measure.show_progress(f"{' '.join(command[:2])} …")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=site.env, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def _inside(what: str, count: str = "0") -> None:
    import django

    django.setup()
    import made_up
    from django.utils import timezone

    from intake.models import Submission

    if what == "fill":
        made_up.fill(int(count), timezone.now())
    print(Submission.objects.count())


if __name__ == "__main__":
    _inside(*sys.argv[2:]) if sys.argv[1:2] == ["--inside"] else main()
