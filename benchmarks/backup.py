"""How long do backup and restore take when there are many requests?

    .venv/bin/python benchmarks/backup.py [--requests 100000] [--json FILE]

Fills a database of its own (SQLite, or PostgreSQL where DATABASE_URL names a server) with sealed
requests, backs it up, restores the file into an empty SQLite database and counts there. Times are
in seconds, and the machine's.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import measure
from measure import ROOT, Stack, inside_of

COLUMNS = {"step": "", "seconds": ".1f", "requests": ",d", "megabytes": ".1f"}


def main() -> None:
    """Measure each step, and print a table."""
    options = measure.parser(__doc__)
    options.add_argument("--requests", type=int, default=100_000)
    options = options.parse_args()
    with measure.stack() as site:
        measure.tell("storing the requests …")
        inside_of(site, __file__, "fill", str(options.requests))
        stored = int(inside_of(site, __file__, "count"))
        file = Path(site.folder, "drill.backup")
        steps = {"backup": _timed(site, "backup", str(file))}
        megabytes = file.stat().st_size / 1e6
        site.env["DATABASE_URL"] = f"sqlite:///{site.folder}/restored.sqlite3"
        steps["migrate"] = _timed(site, "migrate", "--verbosity", "0")
        steps["restore --check"] = _timed(site, "restore", "--check", str(file))
        steps["restore"] = _timed(site, "restore", str(file))
        restored = int(inside_of(site, __file__, "count"))
    measure.tell("")
    rows = [
        {"step": step, "seconds": took, "requests": restored, "megabytes": megabytes}
        for step, took in steps.items()
    ]
    measure.report(rows, COLUMNS, options.json)
    if restored != stored or stored != options.requests:
        sys.exit(f"{options.requests} were to be stored, {stored} were, and {restored} came back")


def _timed(site: Stack, *command: str) -> float:
    measure.tell(f"{' '.join(command[:2])} …")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=site.env, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def _inside(what: str, count: str = "0") -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
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
