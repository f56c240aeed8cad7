"""Tell other apps that a staff session ends, while what was being sent can still be kept."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `request` when a request arrives too late: its session has expired, and the user is about
# to be signed out, or its form is from before they signed in again. A receiver may keep what was typed,
# and return the path to go on from.
session_ending = Signal()
#: The field that a script sends with what was typed when the session ends by idling.
ENDED = "_ended"
