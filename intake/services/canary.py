"""The canary: a made-up request that tries the whole way, so that a break is noticed before a person is lost.

Both sides share one key (CANARY_KEY_FILE). With it the sender signs a pass, and the public side
stores what comes with a fresh pass as a canary, which `Submission.objects` leaves out.
"""

from __future__ import annotations

import base64
import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import Q

from intake.keys import canary_key
from intake.models import CanaryRun, OutboxMessage, Submission

CANARY_HEADER = "X-Canary"
RED_AFTER = dt.timedelta(hours=3)  # the timer runs every hour: two may fail by chance, three do not
_PASS_LIFETIME = dt.timedelta(minutes=5)
_LEFT_BEHIND_AFTER = dt.timedelta(hours=1)
_KEEP_RUNS = dt.timedelta(days=30)
_WORD = "canary"


def are_configured() -> bool:
    """Return whether this process has the key of the canaries."""
    return canary_key() is not None


def new_pass() -> str:
    """Return what the header CANARY_HEADER says for five minutes. Raises LookupError without a key."""
    if not are_configured():
        raise LookupError("there is no key of canaries; set CANARY_KEY_FILE")
    return _signer().sign(_WORD)


def is_canary(passed: str | None) -> bool:
    """Return whether `passed` is a fresh pass. Anything else belongs to a person."""
    if not passed or not are_configured():
        return False
    try:
        return _signer().unsign(passed, max_age=_PASS_LIFETIME) == _WORD
    except signing.BadSignature:
        return False


def last_good() -> dt.datetime | None:
    """Return when the canary last came through; None when it never did."""
    return CanaryRun.objects.filter(failed_at="").values_list("at", flat=True).first()


def is_red(now: dt.datetime) -> bool:
    """Return whether canaries are sent and none came through for three hours.

    Before the first walk nothing is known, and nothing is red.
    """
    if not are_configured():
        return False
    good = last_good()
    return CanaryRun.objects.exists() if good is None else now - good > RED_AFTER


def write_down(now: dt.datetime, failed_at: str, seconds: float) -> CanaryRun:
    """Store how a walk went, and forget those of more than thirty days ago."""
    CanaryRun.objects.filter(at__lt=now - _KEEP_RUNS).delete()
    return CanaryRun.objects.create(at=now, failed_at=failed_at, seconds=seconds)


@transaction.atomic
def remove(found: Submission | None, now: dt.datetime) -> int:
    """Delete a canary, and what others left behind; return how many rows of requests went."""
    left = Q(received_at__lt=now - _LEFT_BEHIND_AFTER)
    mine = Q(pk=found.pk) if found else Q(pk=None)
    canaries = Submission.with_canaries.filter(left | mine, canary=True)
    OutboxMessage.objects.filter(submission__in=canaries).delete()
    return canaries.delete()[1].get(Submission._meta.label, 0)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(
        key=base64.b64encode(canary_key() or b"").decode(), salt="intake.canary", fallback_keys=[]
    )
