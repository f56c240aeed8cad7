"""Measure how many messages one worker sends and how many requests it indexes per second.

    .venv/bin/python benchmarks/worker.py [--requests 2000] [--json FILE]

Stores sealed requests, each with its message, in a temporary database (SQLite, or PostgreSQL if
DATABASE_URL names a server), then starts the worker with a local SMTP server that accepts everything
at once. Times are in seconds and depend on the machine.
"""

from __future__ import annotations

import sys
import time

import measure
from measure import run_inside

from tests.stack import Mailbox

COLUMNS = {"work": "", "requests": ",d", "seconds": ".1f", "in a second": ".0f"}
_LONGEST = 1800  # seconds


def main() -> None:
    """Measure, and print a table."""
    options = measure.parser(__doc__)
    options.add_argument("--requests", type=int, default=2_000)
    options = options.parse_args()
    box = Mailbox()
    box.start()
    try:
        with measure.stack(EMAIL_URL=f"smtp://127.0.0.1:{box.port}") as site:
            run_inside(site, __file__, "fill", str(options.requests))
            began = time.perf_counter()
            site.start_worker()
            sent = _until(lambda: len(box.accepted), options.requests, began, "sent")
            indexed = _until(
                lambda: int(run_inside(site, __file__, "indexed")), options.requests, began, "indexed"
            )
    finally:
        box.stop()
    took = {"messages sent": sent, "requests indexed, at the latest": indexed}
    rows = [
        {"work": work, "requests": options.requests, "seconds": each, "in a second": options.requests / each}
        for work, each in took.items()
    ]
    measure.report(rows, COLUMNS, options.json)


def _until(count: object, wanted: int, began: float, what: str) -> float:
    while (done := count()) < wanted:
        if time.perf_counter() - began > _LONGEST:
            sys.exit(f"only {done} of {wanted} {what} within {_LONGEST} seconds")
        measure.show_progress(f"{done:,} of {wanted:,} {what}")
        time.sleep(0.2)
    measure.show_progress("")
    return time.perf_counter() - began


def _inside(what: str, count: str = "0") -> None:
    import django

    django.setup()
    import made_up
    from django.utils import timezone

    from intake.models import OutboxMessage, Submission

    if what == "fill":
        now = timezone.now()
        rows = Submission.objects.bulk_create(made_up.submission(each, now) for each in range(int(count)))
        OutboxMessage.objects.bulk_create(
            OutboxMessage(kind="new_request", submission=row, created_at=now, next_at=now) for row in rows
        )
    print(Submission.objects.exclude(indexed_at=None).count())


if __name__ == "__main__":
    _inside(*sys.argv[2:]) if sys.argv[1:2] == ["--inside"] else main()
