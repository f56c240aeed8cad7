"""gunicorn itself, with the configuration that is shipped."""

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
def test_a_request_that_is_cut_wrong_leaves_nothing_of_it_in_the_log(site: Stack) -> None:
    body = f"name={TYPED}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(
            b"POST /callback/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body.encode()
        )
        wait_until(lambda: connection.recv(65536) == b"", 20, "end of the connection")

    site.log.flush()
    assert TYPED not in (site.folder / "log.txt").read_text()


@pytest.mark.journey
def test_a_text_far_too_long_is_answered_with_a_page_and_not_a_cut_connection(site: Stack) -> None:
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
def test_each_process_renders_all_pages_before_anybody_asks(site: Stack) -> None:
    log = site.folder / "log.txt"

    wait_until(lambda: log.read_text().count("pages rendered before anybody asked") == 2, 60, "warm memory")

    assert "Traceback" not in "".join(line for line in log.read_text().splitlines() if "warming" in line)
