"""Tell other apps that a staff session ends, so that they can keep what was being sent."""

from __future__ import annotations

from django.dispatch import Signal
from django.http import HttpRequest

# Sent with `request` when a request arrives too late: its session has expired, and the user is about
# to be signed out, or its form is from before they signed in again. A receiver may keep what was typed,
# and return the path of the page that shows it again.
session_ending = Signal()
#: The field that a script sends with what was typed when the session ends by idling.
ENDED = "_ended"


def kept_at(request: HttpRequest) -> str:
    """Let other apps keep what was sent too late; return the path that shows it again, or ""."""
    answers = session_ending.send(sender=None, request=request)
    return next((path for _receiver, path in answers if path), "")
