"""People who send the form and try again until they are shown a receipt, as people do."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.stack import Stack, wait_until

_RECEIPT = re.compile(r"/callback/received/([\w-]+)/")
_WORDS = "I would rather talk than write."

#: What a person asks; each adds a name.
ASKING = {"adult": "yes", "channel": "email", "email": "p@example.com", "consent": "on", "message": _WORDS}


@dataclass(frozen=True)
class Answer:
    """What a browser got: status 0 for a connection that broke, the code of a receipt or none."""

    status: int
    page: str = ""
    receipt: str | None = None
    took: float = 0.0


def get(stack: Stack, path: str) -> Answer:
    """Ask for a page once."""
    return _ask(stack, "GET", path)


def send(stack: Stack, answers: dict[str, str]) -> Answer:
    """Send the form once."""
    return _ask(stack, "POST", "/callback/", urlencode(answers))


def post(stack: Stack, answers: dict[str, str]) -> str | None:
    """Send the form once; return the code in the address of the receipt, or None."""
    return send(stack, answers).receipt


def _ask(stack: Stack, method: str, path: str, body: str | None = None) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=40)
    started = time.monotonic()
    try:
        connection.request(method, path, body, headers if body is not None else {})
        answer = connection.getresponse()
        page = answer.read().decode()
        found = _RECEIPT.match(answer.headers.get("Location", "")) if answer.status == 303 else None
        return Answer(answer.status, page, found[1] if found else None, time.monotonic() - started)
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        connection.close()


@dataclass
class Crowd:
    """Some people at once, each with one request after another.

    `statuses` counts every answer. `strange` keeps those that a person should never see: neither a
    receipt, nor a page that says nothing was sent and gives back what was typed, nor a broken line.
    """

    stack: Stack
    size: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    strange: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers: Iterator[int] = iter(range(10**9))
        self._lock = threading.Lock()
        self._leaving = threading.Event()
        self._threads = [threading.Thread(target=self._live) for _ in range(self.size)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Let everybody finish the request in hand, and go."""
        self._leaving.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, count: int, seconds: float = 40) -> None:
        """Wait until `count` more requests are acknowledged."""
        enough = len(self.acknowledged) + count
        wait_until(lambda: len(self.acknowledged) >= enough, seconds, "acknowledged requests")

    def _live(self) -> None:
        while not self._leaving.is_set():
            with self._lock:
                name = f"Person {next(self._numbers)}"
            self._ask_until_received(name)

    def _ask_until_received(self, name: str) -> None:
        while (answer := send(self.stack, ASKING | {"name": name})).receipt is None:
            self._note(name, answer)
            time.sleep(0.02)
        self._note(name, answer)
        with self._lock:
            self.acknowledged[name] = answer.receipt

    def _note(self, name: str, answer: Answer) -> None:
        with self._lock:
            self.statuses[answer.status] += 1
            if answer.status not in (0, 303) and not is_told(answer, name):
                self.strange.append(answer)


@contextmanager
def crowd_at(stack: Stack, size: int = 6) -> Iterator[Crowd]:
    """Let people use the site; they finish what they have in hand before this ends."""
    crowd = Crowd(stack, size)
    crowd.start()
    try:
        yield crowd
    finally:
        crowd.leave()


def is_told(answer: Answer, name: str) -> bool:
    """Whether somebody is told that nothing was sent, with everything typed still there."""
    kept = name in answer.page and _WORDS in answer.page
    return answer.status == 503 and "Nothing was sent yet" in answer.page and kept


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

    @property
    def lost(self) -> set[str]:
        """The names of those whose receipt leads to no request of theirs."""
        return {name for name, row in self.shown.items() if self.rows.get(row) != name}

    @property
    def doubled(self) -> int:
        """How many requests are there more than people."""
        return len(self.rows) - len(set(self.rows.values()))

    @property
    def figures(self) -> dict[str, int]:
        """What goes into the table at the end of the run."""
        counts = {"acknowledged": len(self.shown), "stored": len(self.rows)}
        return counts | {"lost": len(self.lost), "doubled": self.doubled}


def stored(stack: Stack, acknowledged: dict[str, str], **env: str) -> Stored:
    """Return what is stored, and which of it the receipts led to."""
    codes = Path(stack.folder, "codes.json")
    codes.write_text(json.dumps(acknowledged))
    printed = stack.manage("shell", "--no-imports", "--command", _READ_ALL, CODES=str(codes), **env)
    return Stored(**json.loads(printed.splitlines()[-1]))
