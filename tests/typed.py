"""Valid data for the callback form, including the nonce that a script adds, and what people do on pages."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
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


def address_after(client: Client, form: str, data: Any) -> str:
    """Post a form and return the address that its answer leads to."""
    answer = client.post(form, data)
    assert answer.status_code == 303
    return answer["Location"]


def hidden(page: str) -> dict[str, list[str]]:
    """Return names and values of the hidden fields of a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def leave(client: Client, page: str, method: str = "get") -> Any:
    """Leave the site from `page`: by its link (GET), or as the script does (POST). Returns the answer."""
    links = set(re.findall(r'href="([^"]+)" rel="noreferrer" data-leave="(https://[^"]+)"', page))
    assert len(links) == 1  # the same in the bar and in the header
    ((address, _elsewhere),) = links
    assert re.fullmatch(r"(/es/salir|/leave)/[\w-]+/", address)
    client.handler.enforce_csrf_checks = True  # as on a server
    return getattr(client, method)(address)
