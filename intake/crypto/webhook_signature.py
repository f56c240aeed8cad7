"""The signature of a call to the webhook."""

from __future__ import annotations

import hashlib
import hmac


def webhook_signature(body: bytes, at: int, key: bytes) -> str:
    """Return the header that proves who sent `body`, and when (Unix time in seconds).

    It is an HMAC-SHA256 of the time, a period and the body, in hexadecimal. A receiver that refuses old
    times is safe from calls that are sent again by someone else.
    """
    digest = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
