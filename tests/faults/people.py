"""People who send the form and try again until they are shown a receipt, as people do."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.stack import Stack

_RECEIPT = re.compile(r"/callback/received/([\w-]+)/")

#: What a person asks; each adds a name.
ASKING = {"adult": "yes", "channel": "email", "email": "p@example.com", "consent": "on"}


def post(stack: Stack, answers: dict[str, str]) -> str | None:
    """Send the form once; return the code in the address of the receipt, or None."""
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
        answers = ASKING | {"name": name}
        while (submission := post(self.stack, answers)) is None:
            time.sleep(0.02)
        with self._lock:
            self.acknowledged[name] = submission


_READ_ALL = """
import datetime as dt, json, os
from pathlib import Path
from intake.models import OutboxMessage, Submission
from intake.opening import unseal
from intake.receipts import read_receipt_code
now = dt.datetime.fromtimestamp(0, dt.UTC)  # a code that is read early has not run out
codes = json.loads(Path(os.environ["CODES"]).read_text())
shown = {name: read_receipt_code(code, now).submission_id.hex for name, code in codes.items()}
rows = {row.pk.hex: unseal(row)["name"] for row in Submission.objects.all()}
print(json.dumps({"shown": shown, "rows": rows, "messages": OutboxMessage.objects.count()}))
"""


@dataclass(frozen=True)
class Stored:
    """The name in each stored request by its id, the id on each receipt by name, and the messages."""

    rows: dict[str, str]
    shown: dict[str, str]
    messages: int


def stored(stack: Stack, acknowledged: dict[str, str]) -> Stored:
    """Return what is stored, and which of it the receipts led to."""
    codes = Path(stack.folder, "codes.json")
    codes.write_text(json.dumps(acknowledged))
    printed = stack.manage("shell", "--no-imports", "--command", _READ_ALL, CODES=str(codes))
    return Stored(**json.loads(printed.splitlines()[-1]))
