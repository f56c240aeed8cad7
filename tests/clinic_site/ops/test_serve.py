"""`serve` checks the port first, waits until a page answers, and says so if that page is an error."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from clinic_site.management.commands import serve
from clinic_site.management.commands.serve import Command, wait_for_first_page
from tests.stack import free_port

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def handlers() -> Iterator[None]:
    """Restore how this process handles the signals that stop it."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_port_in_use_is_rejected_before_anything_is_created(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=rf"port {port} cannot be used .*; try: make run PORT=8001"):
            call_command("serve", port=port)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("handlers")
def test_a_folder_that_cannot_be_written_is_named(settings: Settings) -> None:
    settings.VAR_DIR = "/proc/nothing"

    with pytest.raises(CommandError, match=r"^/proc/nothing: No such file or directory$"):
        call_command("serve", port=free_port())


def test_a_site_that_takes_connections_but_never_answers_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(CommandError, match=r"^the first page did not answer within 0\.5 seconds"):
            wait_for_first_page(silent.getsockname()[1], [], seconds=0.5)


def test_a_process_that_ends_is_not_waited_for() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    with pytest.raises(CommandError, match="the site did not start; see the last log lines above"):
        wait_for_first_page(free_port(), [ended])


@pytest.mark.parametrize(("status", "named"), [(200, ""), (302, ""), (404, "404"), (500, "500")])
def test_a_first_page_that_is_an_error_is_announced_as_one(status: int, named: str) -> None:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Leave the output of the tests alone."""

    out = StringIO()
    with HTTPServer(("127.0.0.1", 0), Site) as site:
        port = site.server_address[1]
        threading.Thread(target=site.handle_request, daemon=True).start()
        Command(stdout=out).announce(port, [])

    assert f"Site   http://127.0.0.1:{port}/" in out.getvalue()
    error = f"The first page shows an error (status {named}). The log is in this window, above."
    assert (error in out.getvalue()) == bool(named)
    assert ("error" in out.getvalue()) == bool(named)


@pytest.mark.usefixtures("handlers")
def test_a_second_signal_does_not_interrupt_the_end() -> None:
    with pytest.raises(KeyboardInterrupt):
        serve._interrupt()

    for number in STOPPING:
        os.kill(os.getpid(), number)
