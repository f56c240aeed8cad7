"""Problems of the running site, in words for staff, with what to do about them."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic_site.ops.health import OUTBOX_LATE
from intake.enums import OutboxKind
from intake.services.jobs import canary, heartbeats
from intake.services.jobs.metrics import outbox_ages

# Times in the future, from before the clock was set back, count as late, too: they say nothing about now.
WORKER_LATE = dt.timedelta(minutes=5)  # it records a heartbeat once a minute
NIGHTLY_LATE = dt.timedelta(days=1, hours=2)  # with time to run
DISK_LOW = 0.05  # of the disk


@dataclass(frozen=True)
class Problem:
    """A problem, what to do, and the page on which to do it, if there is one."""

    text: str
    action: str
    link: str = ""


def problems(now: dt.datetime) -> list[Problem]:
    """Return the current problems, the most urgent first."""
    seen, waiting = heartbeats.last_heartbeats(), outbox_ages(now)
    found = [_canary(now), _worker(seen, waiting, now), _mail(waiting), _pager(waiting), _disk()]
    found += [_backup(seen, now), _audit(seen, now)]
    return [problem for problem in found if problem is not None]


def _canary(now: dt.datetime) -> Problem | None:
    if not canary.is_failing(now):
        return None
    return Problem(
        _("Requests may not be reaching you: the test request did not come through."),
        _("Ask callers to phone, and tell the person who runs the site."),
    )


def _worker(seen: dict[str, dt.datetime], waiting: dict[str, float], now: dt.datetime) -> Problem | None:
    at = seen.get(heartbeats.WORKER)
    # If no worker ever ran, that is a problem once there is something to send.
    is_late = _is_late(waiting, WORKER_LATE) if at is None else abs(now - at) >= WORKER_LATE
    if not is_late:
        return None
    return Problem(
        _("Nothing is sent or sorted at the moment: the background worker has stopped."),
        _("Keep working, reload the queue often, and tell the person who runs the site."),
    )


def _mail(waiting: dict[str, float]) -> Problem | None:
    # A patient's mailbox may be full for days, which says nothing about mail to staff.
    others = {OutboxKind.CONFIRMATION, OutboxKind.WEBHOOK}
    if not _is_late({kind: age for kind, age in waiting.items() if kind not in others}):
        return None
    return Problem(
        _("Email isn’t being delivered, so no email will tell you about new requests."),
        _("Look at the queue yourself. A manager can press “Send now” in the outbox."),
        reverse("admin:intake_outboxmessage_changelist"),
    )


def _pager(waiting: dict[str, float]) -> Problem | None:
    if not _is_late({kind: age for kind, age in waiting.items() if kind == OutboxKind.WEBHOOK}):
        return None
    return Problem(
        _("The pager or chat can’t be reached, so it won’t tell you about new requests."),
        _("Look at the queue yourself, and tell the person who runs the site."),
        reverse("admin:intake_outboxmessage_changelist"),
    )


def _is_late(waiting: dict[str, float], limit: dt.timedelta = OUTBOX_LATE) -> bool:
    return max(waiting.values(), default=0) >= limit.total_seconds()


def _disk() -> Problem | None:
    try:
        # Containers have no VAR_DIR. Their own files are on the same disk as the database.
        space = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR)
    except OSError:
        return None
    if space.free >= space.total * DISK_LOW:
        return None
    return Problem(
        _("The server’s disk is nearly full. New requests could soon be refused."),
        _("Tell the person who runs the site today."),
    )


def _backup(seen: dict[str, dt.datetime], now: dt.datetime) -> Problem | None:
    at = seen.get(heartbeats.BACKUP)
    if settings.BACKUP_RECIPIENTS_FILE is None or (at is not None and abs(now - at) < NIGHTLY_LATE):
        return None
    text = _("The last backup is more than a day old.") if at else _("There is no backup yet.")
    return Problem(text, _("Tell the person who runs the site today."))


def _audit(seen: dict[str, dt.datetime], now: dt.datetime) -> Problem | None:
    at = seen.get(heartbeats.AUDIT)
    if at is None or abs(now - at) < NIGHTLY_LATE:  # None: it isn't verified nightly here
        return None
    return Problem(
        _("The record of who opened what has not passed its nightly check for more than a day."),
        _("Tell the person who runs the site today. Someone may have changed it."),
    )
