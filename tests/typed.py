"""Valid data for the callback form, including the nonce that a script adds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from intake.crypto.receipts import secret_hash, secret_of
from intake.spam.form_timestamp import new_timestamp

NONCE = "A-nonce-of-the-tests-000"
SECRET = secret_of(NONCE)
SECRET_HASH = secret_hash(SECRET)


def callback_answers(**changes: Any) -> dict[str, Any]:
    """Return form data for a form issued two minutes ago. Keywords change fields."""
    return {
        "name": "Sam",
        "adult": "yes",
        "channel": "phone",
        "phone": "(732) 555-0142",
        "email": "",
        "when": "some",
        "times": ["morning"],
        "voicemail": "no",
        "say_clinic_name": "no",
        "message": "",
        "consent": "on",
        "nonce": NONCE,
        "stamp": new_timestamp(timezone.now() - dt.timedelta(minutes=2)),
    } | changes


def answer_to(client: Client, data: Any, address: str = "/callback/", **more: Any) -> Any:
    """Post a form and return the page that a browser shows then: it follows the redirect."""
    return client.post(address, data, follow=True, **more)
