"""People who send the form and try again until they are shown a receipt, as people do."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from tests.stack import Stack

_RECEIPT = re.compile(r"/callback/received/([0-9a-f]{32})-")


def post(stack: Stack, answers: dict[str, str]) -> str | None:
    """Send the form once; return the id of the request on the receipt, or None."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=10)
    try:
        connection.request(
            "POST",
            "/callback/",
            urlencode(answers),
            {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        answer = connection.getresponse()
        answer.read()
        found = _RECEIPT.match(answer.headers.get("Location", "")) if answer.status == 303 else None
        return found[1] if found else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Crowd:
    """Some people at once, each with one request after another."""

    def __init__(self, stack: Stack, size: int) -> None:
        self.stack = stack
        self.acknowledged: dict[str, str] = {}
        self._numbers: Iterator[int] = iter(range(10**9))
        self._lock = threading.Lock()
        self._leaving = threading.Event()
        self._threads = [threading.Thread(target=self._live) for _ in range(size)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Let everybody finish the request in hand, and go."""
        self._leaving.set()
        for thread in self._threads:
            thread.join()

    def _live(self) -> None:
        while not self._leaving.is_set():
            with self._lock:
                name = f"Person {next(self._numbers)}"
            self._ask_until_received(name)

    def _ask_until_received(self, name: str) -> None:
        answers = {
            "name": name,
            "adult": "yes",
            "channel": "email",
            "email": "p@example.com",
            "consent": "on",
        }
        while (submission := post(self.stack, answers)) is None:
            time.sleep(0.02)
        with self._lock:
            self.acknowledged[name] = submission


_READ_ALL = """
import json
from intake.models import OutboxMessage, Submission
from intake.services.reading import unseal
rows = {row.pk.hex: unseal(row)["name"] for row in Submission.objects.all()}
print(json.dumps({"rows": rows, "messages": OutboxMessage.objects.count()}))
"""


def stored(stack: Stack) -> tuple[dict[str, str], int]:
    """Return the name in each stored request by its id, and the number of outbox messages."""
    found = json.loads(stack.manage("shell", "--no-imports", "--command", _READ_ALL).splitlines()[-1])
    return found["rows"], found["messages"]
