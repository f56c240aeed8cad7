"""Signed calls to one webhook, for a pager or a chat: the reference, deadline and link of a request.

The address is a setting of the staff side, never a value in the database, and redirects are not
followed, so nothing that anyone types or stores can choose where a call goes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from intake.crypto.keys import webhook_key
from intake.enums import OutboxKind
from intake.mail.notifications import staff_link
from intake.models import OutboxMessage
from intake.models.submission import NEVER

TIMEOUT = 10  # seconds for each step; well below the outbox lease
# The emails to staff that come with a call to the webhook.
PAGED = (OutboxKind.NEW_REQUEST, OutboxKind.CALL_BACK_DUE, OutboxKind.CALL_BACK_LATE)


class CallRefused(Exception):
    """The receiver answered with something other than 2xx."""


@dataclass(frozen=True)
class Call:
    """One call, with the interface of an email: `send` delivers it or raises."""

    body: bytes
    delivery: str

    def send(self) -> int:
        """Post it, and return 1. Raises CallRefused, OSError (also for a bad certificate)."""
        parts = urlsplit(settings.WEBHOOK_URL)
        context = ssl.create_default_context()
        connection = HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT, context=context)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "clinic-webhook/1",
            "Webhook-Delivery": self.delivery,
            "Webhook-Signature": _signature(self.body, int(time.time())),
        }
        try:
            connection.request("POST", path, self.body, headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise CallRefused
        return 1


class NoWebhook(Exception):
    """The webhook was switched off after the message was stored; it is tried again for seven days."""


def call(message: OutboxMessage) -> Call:
    """Return the call about a request. Raises NoWebhook."""
    if not settings.WEBHOOK_URL:
        raise NoWebhook
    submission = message.submission
    deadline = submission.promised_call_at or submission.queue_at
    content = {
        "reference": submission.reference,
        "deadline": deadline.isoformat(timespec="seconds") if deadline < NEVER else None,
        "link": staff_link(submission),
    }
    # The same in each retry, so that receivers can drop repetitions; different for something new.
    return Call(json.dumps(content).encode(), f"{message.pk}.{message.created_at:%Y%m%d%H%M%S}")


def is_paged(message: OutboxMessage) -> bool:
    """Return whether the webhook is to be called along with a message."""
    return bool(settings.WEBHOOK_URL) and message.kind in PAGED and not message.submission.canary


def check() -> None:
    """Raise ImproperlyConfigured if the address isn't https or has no key, KeyFileError for a bad key."""
    url, key = settings.WEBHOOK_URL, settings.WEBHOOK_KEY_FILE
    if not url:
        return
    if not _is_valid(url):
        raise ImproperlyConfigured("WEBHOOK_URL must be an https:// address without a name or password")
    if key is None:
        raise ImproperlyConfigured("WEBHOOK_URL needs WEBHOOK_KEY_FILE, so that calls can be signed")
    webhook_key()


def _signature(body: bytes, at: int) -> str:
    """Return the header that proves who sent `body`, and when (Unix time in seconds).

    A receiver that refuses old times is safe from replayed calls.
    """
    digest = hmac.new(webhook_key(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _is_valid(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False
