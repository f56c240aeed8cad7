"""gunicorn with the shipped configuration."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Stack, free_port, wait_until

TYPED = "I+was+at+the+bridge"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Stack]:
    running = Stack(tmp_path, free_port())
    try:
        Path(tmp_path, "static").mkdir()
        running.start_site()
        yield running
    finally:
        running.stop()


@pytest.mark.journey
def test_a_malformed_request_is_not_logged(site: Stack) -> None:
    body = f"name={TYPED}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(
            b"POST /callback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body.encode()
        )
        wait_until(lambda: _is_over(connection), 60, "end of the connection")

    site.log.flush()
    assert TYPED not in (site.folder / "log.txt").read_text()


def _is_over(connection: socket.socket) -> bool:
    # If gunicorn closes the connection with unread bytes, the kernel resets it.
    try:
        return connection.recv(65536) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


@pytest.mark.journey
def test_a_request_that_is_too_large_gets_an_error_page(site: Stack) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request(
        *("POST", "/callback/", b"message=" + b"x" * 8_000_000),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )

    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()

    assert (answer.status, "tel:988" in page) == (413, True)


@pytest.mark.journey
def test_each_process_prewarms_all_pages(site: Stack) -> None:
    log = site.folder / "log.txt"

    wait_until(lambda: log.read_text().count("pages prewarmed") == 2, 60, "prewarmed page cache")

    assert "Traceback" not in "".join(line for line in log.read_text().splitlines() if "prewarm" in line)
