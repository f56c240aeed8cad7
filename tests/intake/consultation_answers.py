"""Helpers that fill in the consultation form."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from intake.crypto.draft_codes import code_hash
from intake.enums import Kind
from intake.questions import CURRENT
from intake.spam.form_timestamp import new_timestamp
from tests.html import compact
from tests.typed import hidden

#: What the checkbox of the last step sends.
CONSENT = CURRENT[Kind.CONSULTATION].version
# To the questions of the page that says whether the clinic may be the right place.
WELL = {
    "danger": "no",
    "adult": "yes",
    "travel": "yes",
    "ride": "yes",
    "ever_had": "no",
    "extra_care": "no",
    "told_not": "no",
}
TYPED: dict[str, dict[str, Any]] = {
    "who": {"for_whom": "me", "adult": "yes"},
    "reach": {
        "name": "Rosalind Testcase",
        "channel": "phone",
        "phone": "(732) 555-0142",
    },
    "safe": {"when": "some", "times": ["morning"], "voicemail": "no", "say_clinic_name": "no"},
    "now": {"areas": ["sleep", "guard"], "note": "I would rather talk. Años."},
    "tried": {"therapies": ["emdr"], "medicines": ["sertraline"]},
    "points": {"health": ["blood_pressure", "talk"], "medicines_now": ""},
    "hopes": {"hopes": "To sleep.", "ride_home": "unsure", "access": ["quiet"], "language": "en"},
    "agree": {"consent": CONSENT},
}


def code_of(client: Client) -> str:
    """Return the code of the draft in this browser."""
    return client.cookies["draft"].value.partition(".")[0]


def draft_of(client: Client) -> str:
    """Return what a page of the draft in this browser sends along to say whose it is."""
    return code_hash(code_of(client))


def url(page: str) -> str:
    """Return the URL of a step or page of the form."""
    return f"/consultation/{page}/"


def start(client: Client) -> HttpResponse:
    """Press Start."""
    return client.post(url("start"))


def fill(client: Client, *, up_to: str = "", **changes: dict[str, Any]) -> None:
    """Press Start and fill in the steps, all of them or those before `up_to`, as if in two minutes."""
    start(client)
    given_out = {"stamp": new_timestamp(timezone.now() - dt.timedelta(minutes=2))}
    for slug, typed in (TYPED | changes).items():
        if slug == up_to:
            return
        client.post(url(slug), given_out | typed if slug == "who" else typed)


def what_check_sends(client: Client) -> dict[str, str]:
    """Return the data that the button on the check page sends."""
    return {name: values[0] for name, values in hidden(client.get(url("check")).content.decode()).items()}


def send(client: Client) -> HttpResponse:
    """Check the answers and send them."""
    return client.post(url("send"), what_check_sends(client))


def text(answer: HttpResponse) -> str:
    """Return the HTML of a response, unescaped."""
    return compact(unescape(answer.content.decode()))
