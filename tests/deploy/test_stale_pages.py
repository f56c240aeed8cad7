"""What nginx shows of a page that has changed: here with a server that answers what the test says."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.nginx import SITE, Nginx
from tests.stack import free_port

SHOWN_FOR = 1  # seconds
CACHEABLE = f"public, max-age={SHOWN_FOR}, stale-while-revalidate=600"
OLD = (200, CACHEABLE, "the old number")
PICTURE = (200, f"public, max-age=86400, s-maxage={SHOWN_FOR}", "a picture")


class Server:
    """A server behind nginx. `answer` is the status, Cache-Control and body of whatever is asked."""

    def __init__(self) -> None:
        self.answer = OLD
        self.port = free_port()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, control, body = server.answer
                self.send_response(status)
                self.send_header("Cache-Control", control)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture(scope="module")
def nginx(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    folder: Path = tmp_path_factory.mktemp("stale") / "nginx"
    running = Nginx(folder, [server.port, server.port], server.port, folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def ask(nginx: Nginx, path: str) -> tuple[int, str]:
    context = ssl.create_default_context(cafile=str(nginx.certificate))
    connection = http.client.HTTPSConnection(SITE, nginx.port, context=context, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def shown_after_change(
    nginx: Nginx, server: Server, path: str, answer: tuple[int, str, str], old: tuple[int, str, str] = OLD
) -> list[str]:
    """Return what two readers see, one after the other, of a page that nginx has cached and that changed."""
    server.answer = old
    assert ask(nginx, path) == (200, old[2])
    server.answer = answer
    time.sleep(SHOWN_FOR + 1.1)  # nginx counts whole seconds
    return [f"{status} {body}" for status, body in (ask(nginx, path), ask(nginx, path))]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/changed/", (200, CACHEABLE, "the new number")),
        ("/removed/", (404, "no-store", "no such page")),
        ("/moved/", (301, "no-store", "elsewhere")),
        ("/incomplete/", (200, "no-store", "only a part")),
    ],
)
def test_a_page_that_changed_is_shown_to_no_one_after_its_minute(
    nginx: Nginx, server: Server, path: str, answer: tuple[int, str, str]
) -> None:
    status, _, body = answer

    assert shown_after_change(nginx, server, path, answer) == [f"{status} {body}"] * 2


def test_readers_see_the_last_page_while_the_site_is_down(nginx: Nginx, server: Server) -> None:
    shown = shown_after_change(nginx, server, "/down/", (503, "no-store", "no database"))

    assert shown == [f"200 {OLD[2]}"] * 2


def test_a_picture_that_is_taken_off_the_site_is_gone_after_its_minute(nginx: Nginx, server: Server) -> None:
    shown = shown_after_change(nginx, server, "/picture/", (404, "no-store", "none"), old=PICTURE)

    assert shown == ["404 none"] * 2
