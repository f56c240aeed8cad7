"""Hundreds of connections that say half of something, and people who want a page meanwhile."""

from __future__ import annotations

import socket
import ssl
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.deploy.fleet import Fleet
from tests.deploy.nginx import SITE
from tests.deploy.test_behind_nginx import ANSWERS, PAGE, post

_HALF_OPEN, _SLOW_BODIES = 500, 40
_CLOSED_WITHIN = 15.0  # seconds; nginx waits ten
_PATIENCE = 8.0  # seconds; a slow client that was waited for would cost ten
_HEAD = f"POST /callback/ HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: 5000\r\n\r\nname=".encode()


@pytest.fixture
def slow(fleet: Fleet) -> Iterator[list[socket.socket]]:
    """Half-said requests in the clear, and bodies that do not come over TLS."""
    opened: list[socket.socket] = []
    for _ in range(_HALF_OPEN):
        plain = socket.create_connection(("127.0.0.1", fleet.nginx.plain_port), timeout=20)
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {SITE}\r\nX-Slow: ".encode())
        opened.append(plain)
    for _ in range(_SLOW_BODIES):
        sealed = fleet.connect()
        sealed.sendall(_HEAD)
        opened.append(sealed)
    yield opened
    for connection in opened:
        connection.close()


def _is_closed(connection: socket.socket, end: float) -> bool:
    connection.settimeout(max(0.01, end - time.monotonic()))
    with suppress(ConnectionResetError, ssl.SSLError):
        try:
            while connection.recv(4096):
                pass
        except TimeoutError:
            return False
    return True


def test_slow_clients_delay_no_one_and_are_disconnected(fleet: Fleet, slow: list[socket.socket]) -> None:
    began, took = time.monotonic(), []
    for number in range(20):
        started = time.monotonic()
        assert fleet.ask(f"{PAGE}?{number}").status == 200
        took.append(time.monotonic() - started)
    sent = post(fleet, "/callback/", ANSWERS | {"name": "Among the slow"})

    assert sent.status == 303
    assert statistics.quantiles(took, n=20)[-1] < _PATIENCE
    assert all(_is_closed(connection, began + _CLOSED_WITHIN) for connection in slow)
