"""Record that a job ran, and read when each ran last."""

from __future__ import annotations

import datetime as dt

from intake.models import JobBeat

WORKER, BACKUP, AUDIT = "worker", "backup", "audit"


def record_heartbeat(name: str, now: dt.datetime) -> None:
    """Record that the job `name` finished its work at `now`."""
    JobBeat.objects.update_or_create(name=name, defaults={"at": now})


def last_heartbeats() -> dict[str, dt.datetime]:
    """Return when each job ran last; a job that never ran is missing."""
    return dict(JobBeat.objects.values_list("name", "at"))
