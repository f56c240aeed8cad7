"""Simulated people who send the form, and retry until they get a receipt."""

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

from tests.stack import PATIENCE, Stack, wait_until
from tests.typed import NONCE

_RECEIPT = re.compile(r"/callback/received/([\w-]+)/")
_WORDS = "I would rather talk than write."

#: The answers of a person, without the name.
ASKING = {
    "adult": "yes",
    "channel": "email",
    "email": "p@example.com",
    "consent": "on",
    "nonce": NONCE,
    "message": _WORDS,
}


@dataclass(frozen=True)
class Answer:
    """A response: `status` is 0 for a broken connection, `receipt` the receipt's code, `took` seconds."""

    status: int
    page: str = ""
    receipt: str | None = None
    took: float = 0.0


def get(stack: Stack, path: str) -> Answer:
    """Get a page."""
    return _ask(stack, "GET", path)


def send(stack: Stack, answers: dict[str, str]) -> Answer:
    """Send the form once."""
    return _ask(stack, "POST", "/callback/", urlencode(answers))


def send_all(stack: Stack, names: list[str]) -> tuple[list[threading.Thread], dict[str, Answer]]:
    """Send the form for each name at the same time; return the threads, and the answers that have come."""
    answers: dict[str, Answer] = {}

    def send_one(name: str) -> None:
        answers[name] = send(stack, ASKING | {"name": name})

    threads = [threading.Thread(target=send_one, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    return threads, answers


def post(stack: Stack, answers: dict[str, str]) -> str | None:
    """Send the form once; return the code in the receipt's URL, or None."""
    return send(stack, answers).receipt


def _ask(stack: Stack, method: str, path: str, body: str | None = None) -> Answer:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=PATIENCE)
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
    """Concurrent people, each of whom sends one request after another, `pause` seconds apart.

    `statuses` counts the responses. `strange` collects those that a person should never get: neither
    a receipt, nor a page that says that nothing was sent and keeps what was typed, nor a broken
    connection.
    """

    stack: Stack
    size: int
    pause: float = 0
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
        """Let everyone finish their current request, and stop."""
        self._leaving.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, count: int, seconds: float = PATIENCE) -> None:
        """Wait until `count` more requests are acknowledged."""
        enough = len(self.acknowledged) + count
        wait_until(lambda: len(self.acknowledged) >= enough, seconds, "acknowledged requests")

    def _live(self) -> None:
        while not self._leaving.is_set():
            with self._lock:
                name = f"Person {next(self._numbers)}"
            self._ask_until_received(name)
            self._leaving.wait(self.pause)

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
            if answer.status not in (0, 303) and not says_not_sent(answer, name):
                self.strange.append(answer)


@contextmanager
def crowd_at(stack: Stack, size: int = 6, pause: float = 0) -> Iterator[Crowd]:
    """Let people use the site during the block; they finish their current requests afterward."""
    crowd = Crowd(stack, size, pause)
    crowd.start()
    try:
        yield crowd
    finally:
        crowd.leave()


def says_not_sent(answer: Answer, name: str) -> bool:
    """Return whether a page says that nothing was sent and keeps everything that was typed."""
    kept = name in answer.page and _WORDS in answer.page
    return answer.status == 503 and "Nothing has been sent yet" in answer.page and kept


_READ_ALL = """
import datetime as dt, json, os
from pathlib import Path
from intake.models import OutboxMessage, Submission
from intake.models.answers import unseal
from intake.crypto.receipts import read_receipt_code
now = dt.datetime.fromtimestamp(0, dt.UTC)  # at that time, no code has expired
codes = json.loads(Path(os.environ["CODES"]).read_text())
shown = {name: read_receipt_code(code, now).submission_id.hex for name, code in codes.items()}
rows = {row.pk.hex: unseal(row)["name"] for row in Submission.objects.all()}
print(json.dumps({"shown": shown, "rows": rows, "messages": OutboxMessage.objects.count()}))
"""


@dataclass(frozen=True)
class Stored:
    """Stored requests: names by id (`rows`), ids on the receipts by name (`shown`), and messages."""

    rows: dict[str, str]
    shown: dict[str, str]
    messages: int

    @property
    def lost(self) -> set[str]:
        """The names of people whose receipt does not lead to their request."""
        return {name for name, row in self.shown.items() if self.rows.get(row) != name}

    @property
    def doubled(self) -> int:
        """How many more requests than people there are."""
        return len(self.rows) - len(set(self.rows.values()))

    @property
    def figures(self) -> dict[str, int]:
        """The counts for the table at the end of the run."""
        counts = {"acknowledged": len(self.shown), "stored": len(self.rows)}
        return counts | {"lost": len(self.lost), "doubled": self.doubled}


def stored(stack: Stack, acknowledged: dict[str, str], **env: str) -> Stored:
    """Return what is stored, and the requests that the receipts lead to."""
    codes = Path(stack.folder, "codes.json")
    codes.write_text(json.dumps(acknowledged))
    printed = stack.manage("shell", "--no-imports", "--command", _READ_ALL, CODES=str(codes), **env)
    return Stored(**json.loads(printed.splitlines()[-1]))
