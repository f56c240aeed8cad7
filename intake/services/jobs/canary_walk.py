"""The path of a canary: form, database, staff side, outbox. Each step that can fail has a name."""

from __future__ import annotations

import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urljoin

from intake.crypto.receipts import new_nonce
from intake.crypto.sealing import SealingError
from intake.enums import OutboxKind, OutboxState
from intake.models import OutboxMessage, Submission
from intake.models.answers import current_answers
from intake.services.jobs.canary import CANARY_HEADER, new_token

_TIMEOUT = 20.0  # seconds for one answer over HTTP
_PAUSE = 0.5  # seconds between two looks at the database
_ANSWERS = {
    "for_whom": "me",
    "adult": "yes",
    "name": "Canary",
    "channel": "email",
    "email": "canary@example.com",
    "consent": "on",
}


class CanaryFailed(Exception):
    """The path is broken at `step`; the message describes the failure without quoting any content."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step = step


class CanaryWalk:
    """One run along the path, on the staff side, since it needs the private key.

    `url` is the public site; `wait` is the time limit in seconds for storing and for notifying
    staff. `found` is the stored row, once it has been found.
    """

    def __init__(self, url: str, wait: float) -> None:
        self.url = url.rstrip("/")
        self.wait = wait
        self.message = f"Canary {secrets.token_hex(16)}"
        self.found: Submission | None = None

    def steps(self) -> Iterator[str]:
        """Take the steps in order, and yield the name of each one completed. Raises CanaryFailed."""
        page = self._fetch("form", f"{self.url}/callback/")
        yield "form"
        sent = hidden_fields(page) | _ANSWERS | {"message": self.message, "nonce": new_nonce()}
        receipt = self._fetch("receipt", f"{self.url}/callback/", sent)
        yield "receipt"
        self.found = self._wait_for("database", self._look)
        yield "database"
        if self.found.reference not in receipt:
            raise CanaryFailed("comparison", "the receipt shows another reference")
        yield "comparison"
        self._wait_for("outbox", self._is_notified)
        yield "outbox"

    def _fetch(self, step: str, url: str, sent: dict[str, str] | None = None) -> str:
        data = None if sent is None else urlencode(sent).encode()
        request = urllib.request.Request(url, data, {CANARY_HEADER: new_token()})  # noqa: S310 (our own address)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                text = answer.read().decode()
                arrived = answer.url
        except urllib.error.HTTPError as error:
            raise CanaryFailed(step, f"the site answered {error.code}") from None
        except (OSError, HTTPException, ValueError) as error:  # HTTPException: an answer that was cut off
            cause = getattr(error, "reason", error)  # a certificate, a host name, a refused connection
            raise CanaryFailed(step, f"no answer ({type(cause).__name__})") from None
        if sent is not None and not arrived.startswith(urljoin(url, "received/")):
            raise CanaryFailed(step, "sending did not lead to a receipt")
        return text

    def _look(self) -> Submission | None:
        for row in Submission.with_canaries.filter(canary=True).order_by("-received_at")[:10]:
            try:
                if current_answers(row).get("message") == self.message:
                    return row
            except SealingError:
                raise CanaryFailed("opening", "a canary does not open with the private key") from None
        return None

    def _is_notified(self) -> bool:
        messages = OutboxMessage.objects.filter(submission=self.found, kind=OutboxKind.NEW_REQUEST)
        return messages.filter(state=OutboxState.SENT).exists()

    def _wait_for(self, step: str, look: Callable[[], Any]) -> Any:
        end = time.monotonic() + self.wait
        while not (seen := look()):
            if time.monotonic() > end:
                raise CanaryFailed(step, f"nothing within {self.wait:g} seconds")
            time.sleep(_PAUSE)
        return seen


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page, as a browser submits them."""
    reader = _HiddenFields()
    reader.feed(page)
    return reader.found


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[given["name"]] = given.get("value") or ""
