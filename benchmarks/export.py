"""Measure the duration and additional memory of exports.

    .venv/bin/python benchmarks/export.py [--requests 50000] [--json FILE]

Fills a temporary database (SQLite, or PostgreSQL if DATABASE_URL names a server) with sealed requests,
a tenth of them changed later, then exports all requests with all answers in each format, each in a new
process. Also verifies the resulting audit trail. Absolute times depend on the machine.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import measure
from measure import Row

WORK = ("fill", "csv", "json", "fhir", "verify")
COLUMNS = {"work": "", "seconds": ".1f", "MB more": ".1f", "MB out": ".1f", "count": ",d"}


def main() -> None:
    """Run each task in a new process and print its results."""
    options = measure.parser(__doc__)
    options.add_argument("--requests", type=int, default=50_000)
    options = options.parse_args()
    rows = []
    with measure.stack() as site:
        for work in WORK:
            printed = measure.run_inside(site, __file__, work, str(options.requests))
            rows.append({"work": work} | json.loads(printed))
    measure.report(rows, COLUMNS, options.json)


def _inside(work: str, count: str) -> None:
    import django

    django.setup()
    print(json.dumps(_measured(work, int(count))))


def _measured(work: str, count: int) -> Row:
    _warm_up()
    before, began = _peak(), time.monotonic()
    if work == "fill":
        written, counted = 0, _fill(count)
    elif work == "verify":
        written, counted = 0, _verify()
    else:
        written, counted = _export(work)
    return {
        "seconds": time.monotonic() - began,
        "MB more": (_peak() - before) / 1024,
        "MB out": written / 1e6,
        "count": counted,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes


def _warm_up() -> None:
    # Exclude the memory that every process of the site needs anyway.
    from django.urls import get_resolver

    from intake.staff.export import page

    assert get_resolver().url_patterns
    assert page


def _fill(count: int) -> int:
    import uuid

    import made_up
    from django.utils import timezone

    from intake.models import Amendment, Submission
    from intake.services.requests.content import canonical

    now = timezone.now()
    change = canonical({"wording": "change-1", "voicemail": True})
    for start in range(0, count, 1000):
        made = [made_up.submission(number, now) for number in range(start, min(start + 1000, count))]
        Submission.objects.bulk_create(made)
        changed = [Amendment(id=uuid.uuid4(), submission=each, received_at=now) for each in made[::10]]
        for each in changed:
            each.sealed = made_up.sealed(change, each)
        Amendment.objects.bulk_create(changed)
    return Submission.objects.count()


def _export(file_format: str) -> tuple[int, int]:
    from django.contrib.auth import get_user_model

    from intake.enums import ExportFormat, ExportReason
    from intake.exports.columns import PLAIN, questions
    from intake.services.exporting import Export, Selection
    from intake.staff.export.page import stream

    columns = tuple(questions()) if file_format == "fhir" else (*PLAIN, *questions())
    export = Export(Selection(), ExportFormat(file_format), ExportReason.OWN_WORK, columns, opened=True)
    written, lines = 0, 0
    for chunk in stream(export, get_user_model().objects.get()):
        written += len(chunk)
        lines += chunk.count(b"\n")
    return written, lines


def _verify() -> int:
    from intake.audit.verification import verify

    verification = verify()
    assert not verification.error
    return verification.count


if __name__ == "__main__":
    _inside(*sys.argv[2:]) if sys.argv[1:2] == ["--inside"] else main()
