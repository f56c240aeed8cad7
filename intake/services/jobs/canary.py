"""The canary: a synthetic request that exercises the whole path, to detect an outage before a patient does.

Both sides share a key (CANARY_KEY_FILE). The sender signs a token with it, and the public side
stores a request with a fresh token as a canary, which `Submission.objects` excludes.
"""

from __future__ import annotations

import base64
import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import Q

from intake.crypto.keys import canary_key
from intake.models import CanaryRun, OutboxMessage, Submission

CANARY_HEADER, CANARY_META = "X-Canary", "HTTP_X_CANARY"
RED_AFTER = dt.timedelta(hours=3)  # with hourly runs: two may fail by chance, three do not
_TOKEN_LIFETIME = dt.timedelta(minutes=5)
_STALE_AFTER = dt.timedelta(hours=1)
_AHEAD = dt.timedelta(minutes=1)  # by which clocks of two machines may differ
_KEEP_RUNS = dt.timedelta(days=30)
_WORD = "canary"


def are_configured() -> bool:
    """Return whether this process has the canary key."""
    return canary_key() is not None


def new_token() -> str:
    """Return a token for CANARY_HEADER, valid for five minutes. Raises LookupError without a key."""
    if not are_configured():
        raise LookupError("no canary key: set CANARY_KEY_FILE")
    return _signer().sign(_WORD)


def is_canary(token: str | None) -> bool:
    """Return whether `token` is valid and fresh. Without one, a request is a patient's."""
    if not token or not are_configured():
        return False
    try:
        return _signer().unsign(token, max_age=_TOKEN_LIFETIME) == _WORD
    except signing.BadSignature:
        return False


def last_success(now: dt.datetime) -> dt.datetime | None:
    """Return when a canary last succeeded, or None if none ever did.

    A run made while the clock was ahead doesn't count: it would hide failures until its time comes.
    """
    return CanaryRun.objects.filter(failed_at="", at__lte=now + _AHEAD).values_list("at", flat=True).first()


def is_failing(now: dt.datetime) -> bool:
    """Return whether canaries are configured and none succeeded within RED_AFTER.

    False before the first run, when nothing is known yet.
    """
    if not are_configured():
        return False
    good = last_success(now)
    return CanaryRun.objects.exists() if good is None else now - good > RED_AFTER


def record_run(now: dt.datetime, failed_at: str, seconds: float) -> CanaryRun:
    """Store the result of a run, and delete runs older than thirty days. `seconds` is its duration."""
    CanaryRun.objects.filter(at__lt=now - _KEEP_RUNS).delete()
    return CanaryRun.objects.create(at=now, failed_at=failed_at, seconds=seconds)


@transaction.atomic
def remove(found: Submission | None, now: dt.datetime) -> None:
    """Delete a canary and leftovers of earlier runs."""
    leftover = Q(received_at__lt=now - _STALE_AFTER)
    mine = Q(pk=found.pk) if found else Q(pk=None)
    canaries = Submission.with_canaries.filter(leftover | mine, canary=True)
    OutboxMessage.objects.filter(submission__in=canaries).delete()
    canaries.delete()


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(
        key=base64.b64encode(canary_key() or b"").decode(), salt="intake.canary", fallback_keys=[]
    )
