"""The trail of who saw what. Entries are only ever added."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser

from intake.models import ReadLogEntry, Submission


def record_read(submission: Submission, reader: AbstractBaseUser, now: dt.datetime) -> ReadLogEntry:
    """Write down that `reader` opened `submission` at `now`."""
    return ReadLogEntry.objects.create(submission=submission, reader=reader, read_at=now)
