"""Measure the duration and additional memory of exports.

    .venv/bin/python benchmarks/export.py [--requests 50000]

Fills a temporary database with sealed requests, a tenth of them changed later, then exports all
requests with all answers in each format, each in a new process. Also verifies the resulting audit
trail. Absolute times depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORK = ("fill", "csv", "json", "fhir", "verify")


def main() -> None:
    """Run each task in a new process and print its results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--work", choices=WORK, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        print(json.dumps(_do(options.work, options.requests)))
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | _environment(Path(folder))
        manage = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(manage, env=environment, check=True)
        print(f"{'':8}{'seconds':>9}{'MB more':>9}{'MB out':>9}{'count':>9}")
        for work in WORK:
            command = [sys.executable, __file__, "--work", work, "--requests", str(options.requests)]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
            result = json.loads(done.stdout)
            print(
                f"{work:8}{result['seconds']:9.1f}{result['more']:9.1f}{result['out']:9.1f}{result['count']:9}"
            )


def _environment(folder: Path) -> dict[str, str]:
    from clinic_site.ops.local_setup import make_secrets

    secrets = {name: str(path) for name, path in make_secrets(folder / "secrets").items()}
    return secrets | {
        "VAR_DIR": str(folder),
        "SITE_URL": "http://127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
    }


def _do(work: str, count: int) -> dict[str, float]:
    import django

    django.setup()
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
        "more": (_peak() - before) / 1024,
        "out": written / 1e6,
        "count": counted,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes


def _warm_up() -> None:
    # Exclude the memory that every process of the site needs anyway.
    from django.urls import get_resolver

    from intake.staff.export import export_admin

    assert get_resolver().url_patterns
    assert export_admin


def _fill(count: int) -> int:
    import uuid

    import made_up
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from intake.models import Amendment, Submission
    from intake.roles import Role
    from intake.services.requests.content import canonical

    manager = get_user_model().objects.create_user("manager")
    manager.groups.add(Group.objects.get(name=Role.MANAGER.value))
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
    from intake.staff.export.export_admin import stream

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
    main()
