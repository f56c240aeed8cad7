"""How long masked answers stay revealed in the session of a user who gave a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from intake.models import Submission
from intake.roles import has_right

STAYS_OPEN = dt.timedelta(minutes=15)
_KEY = "revealed"


def open_for_now(request: HttpRequest, submission: Submission, now: dt.datetime) -> None:
    """Reveal the answers of this request in this session, and mask those of any other again."""
    request.session[_KEY] = {"id": str(submission.pk), "at": int(now.timestamp())}


def opened_at(request: HttpRequest, submission: Submission, now: dt.datetime) -> dt.datetime | None:
    """Return when the answers were opened in this session, or None if they are masked.

    They are masked for a user who has lost the right in the meantime.
    """
    kept: Any = request.session.get(_KEY)
    if not kept or kept["id"] != str(submission.pk) or not has_right(request.user, "open_answers"):
        return None
    at = dt.datetime.fromtimestamp(kept["at"], dt.UTC)
    return at if at <= now < at + STAYS_OPEN else None


def mask_again(request: HttpRequest) -> None:
    """Mask all answers again."""
    request.session.pop(_KEY, None)
