"""No request hides another: not from nginx, not from gunicorn, not for the next reader."""

from __future__ import annotations

import re
import socket
from contextlib import suppress

import pytest

from tests.deploy.fleet import Fleet
from tests.deploy.smuggled import CORPUS, HIDDEN
from tests.deploy.test_behind_nginx import logged
from tests.stack import PATIENCE, wait_until

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_WAIT = 0.7  # seconds without a byte; whatever waits for more is cut off


def _everything(connection: socket.socket) -> bytes:
    connection.settimeout(_WAIT)
    got = b""
    with suppress(OSError):
        while piece := connection.recv(65536):
            got += piece
    return got


def _say(fleet: Fleet, raw: bytes) -> list[int]:
    """Return the statuses that come back for a raw request, interim ones left out."""
    with fleet.connect() as connection:
        with suppress(OSError):
            connection.sendall(raw)
        return [status for status in map(int, _STATUS.findall(_everything(connection))) if status != 100]


def _straight(port: int, raw: bytes) -> list[int]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        with suppress(OSError):
            connection.sendall(raw)
        return [status for status in map(int, _STATUS.findall(_everything(connection))) if status != 100]


def test_the_corpus_would_be_noticed(fleet: Fleet) -> None:
    before = len(logged(fleet))

    def asked() -> int:
        return [line["path"] for line in logged(fleet)[before:]].count("/smuggled/")

    with fleet.connect() as connection:
        connection.sendall(HIDDEN.encode() * 2)
        wait_until(lambda: asked() == 2, PATIENCE, "both requests in the log")
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("name", CORPUS)
def test_a_hidden_request_is_never_answered(fleet: Fleet, name: str) -> None:
    before = len(logged(fleet))
    statuses = _say(fleet, CORPUS[name])
    after = fleet.ask("/robots.txt?after")
    wait_until(lambda: "/robots.txt" in [line["path"] for line in logged(fleet)[before:]], PATIENCE, "log")

    assert len(statuses) <= 1
    assert (after.status, after.text[:11]) == (200, "User-agent:")
    assert "/smuggled/" not in [line["path"] for line in logged(fleet)[before:]]


def test_gunicorn_alone_answers_no_hidden_request_either(fleet: Fleet) -> None:
    answered = {name: _straight(fleet.public_ports[0], raw) for name, raw in CORPUS.items()}

    # The redirect to https may come before the body is judged; what follows it is refused.
    assert {name for name, statuses in answered.items() if set(statuses[1:]) - {400}} == set()
