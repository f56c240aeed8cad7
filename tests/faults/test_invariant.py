"""Each valid post becomes one stored row, or an error page that keeps the person's text.

This is tested in normal operation, and while the database is locked, unavailable or full.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest

from tests.faults.people import stored
from tests.faults.sites import end_site, on_sqlite
from tests.prepared import Prepared
from tests.stack import PATIENCE, Stack, free_port

MESSAGE = "I would rather talk than write. " * 30


@dataclass(frozen=True)
class Sent:
    """A post and its response. `is_whole` is whether it had to be stored if possible."""

    kind: str
    name: str
    status: int
    page: str
    is_whole: bool

    @property
    def says_not_sent(self) -> bool:
        """Whether the page says that nothing was sent and keeps what was typed."""
        texts = {
            403: "Nothing has been sent yet",
            200: "There is a problem",
            503: "Nothing has been sent yet",
        }
        kept = self.name in self.page and MESSAGE[:30] in self.page
        return kept and texts.get(self.status, "unexpected status") in self.page


class Visitors:
    """People who post every kind of form, each from a different network."""

    KINDS = {
        "whole": ({}, {}),
        "suspect": ({"spare": "filled in"}, {}),
        "with a mistake": ({"email": "no address"}, {}),
        "without consent": ({"consent": ""}, {}),
        "from elsewhere": ({}, {"Sec-Fetch-Site": "cross-site"}),
    }

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._numbers = itertools.count(1)

    def post_all(self, prefix: str) -> list[Sent]:
        """Post every kind at once: each waits for the database a good while."""
        with ThreadPoolExecutor(len(self.KINDS)) as people:
            return list(people.map(lambda kind: self.post(kind, f"{prefix} {kind}"), self.KINDS))

    def post(self, kind: str, name: str) -> Sent:
        changes, headers = self.KINDS[kind]
        answers = {"name": name, "adult": "yes", "channel": "email", "email": "p@example.com"}
        nonce = hashlib.sha256(name.encode()).hexdigest()  # that of the form that this person was given
        answers |= {"message": MESSAGE, "consent": "on", "nonce": nonce} | changes
        status, page = self._send(answers, headers)
        return Sent(kind, name, status, page, is_whole=kind in {"whole", "suspect"})

    def _send(self, answers: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
        usual = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": f"198.51.{next(self._numbers)}.1",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=PATIENCE)
        try:
            connection.request("POST", "/callback/", urlencode(answers), usual | headers)
            answer = connection.getresponse()
            status, page, address = answer.status, answer.read().decode(), answer.headers.get("Location", "")
            if address.startswith("/callback/again/"):
                connection.request("GET", address)
                answer = connection.getresponse()
                status, page = answer.status, answer.read().decode()
            return status, page
        finally:
            connection.close()


@pytest.fixture(scope="module")
def shared_site(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a site that is shared by all tests of this module."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.impatient_settings", "TRUST_PROXY": "true"}
    running = prepared.copy(tmp_path_factory.mktemp("invariant"), free_port(), **settings)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def site(shared_site: Stack) -> Iterator[Stack]:
    shared_site.start_site()
    yield shared_site
    end_site(shared_site)


@contextmanager
def locked(stack: Stack) -> Iterator[None]:
    """Keep the lock that every writer needs during the block."""
    if on_sqlite(stack):
        holder = sqlite3.connect(stack.folder / "clinic.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(stack.database_url)
        holder.execute("LOCK TABLE intake_submission, intake_ratecount IN ACCESS EXCLUSIVE MODE")
    yield
    holder.rollback()
    holder.close()


@contextmanager
def unavailable(stack: Stack) -> Iterator[None]:
    """Make the database unavailable during the block."""
    if on_sqlite(stack):
        file, aside = stack.folder / "clinic.sqlite3", stack.folder / "aside"
        file.rename(aside)
        file.mkdir()
        yield
        file.rmdir()
        aside.rename(file)
        return
    _allow_connections(stack, "false")
    yield
    _allow_connections(stack, "true")


def _allow_connections(stack: Stack, allowed: str) -> None:
    parts = urlsplit(stack.database_url)
    name = parts.path.lstrip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


FAULTS: dict[str, Callable[[Stack], AbstractContextManager[None]]] = {
    "normal": lambda stack: nullcontext(),
    "locked": locked,
    "unavailable": unavailable,
}


def _check_invariant(stack: Stack, sent: list[Sent]) -> None:
    rows = Counter(stored(stack, {}).rows.values())
    acknowledged = {post.name for post in sent if post.status == 303}

    assert {name: rows[name] for name in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert [(post.kind, post.status) for post in sent if post.status != 303 and not post.says_not_sent] == []
    assert [post.name for post in sent if post.status != 303 and rows[post.name]] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_post_is_one_row_or_an_error_page_with_the_text(site: Stack, fault: str) -> None:
    visitors = Visitors(site)

    with FAULTS[fault](site):
        sent = visitors.post_all(fault)

    expected = 303 if fault == "normal" else 503
    assert {post.status for post in sent if post.is_whole} == {expected}
    _check_invariant(site, sent)


@pytest.mark.parametrize("fault", ["locked", "unavailable"])
def test_post_is_accepted_when_the_fault_is_over(site: Stack, fault: str) -> None:
    visitors = Visitors(site)
    with FAULTS[fault](site):
        before = visitors.post("whole", f"again {fault}")

    after = visitors.post("whole", f"again {fault}")

    assert (before.status, after.status) == (503, 303)
    _check_invariant(site, [after])


def test_full_database_loses_nothing_and_pages_are_served(
    shared_site: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shared_site.env, "FULL", "1")
    shared_site.start_site()
    visitors = Visitors(shared_site)

    sent = [visitors.post("whole", f"full {number}") for number in range(8)]
    faq = _status(shared_site, "/faq/")
    end_site(shared_site)

    assert sent[-1].status == 503
    assert faq == 200
    _check_invariant(shared_site, sent)


def _status(stack: Stack, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=PATIENCE)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_log_contains_nothing_that_was_typed(site: Stack) -> None:
    with unavailable(site):
        Visitors(site).post_all("logged")
    site.log.flush()
    log = Path(site.folder, "log.txt").read_text()

    assert "request not stored" in log
    assert "cannot read counts" in log
    assert "rather talk" not in log
