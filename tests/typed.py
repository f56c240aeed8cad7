"""What a person types into the callback form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from intake.stamps import new_stamp


def callback_answers(**changes: Any) -> dict[str, Any]:
    """Return what is typed, with changes where a test names them; the form was given out two minutes ago."""
    return {
        "name": "Sam",
        "adult": "yes",
        "channel": "phone",
        "phone": "(732) 555-0142",
        "email": "",
        "times": ["morning"],
        "voicemail": "no",
        "say_clinic_name": "no",
        "message": "",
        "consent": "on",
        "stamp": new_stamp(timezone.now() - dt.timedelta(minutes=2)),
    } | changes
