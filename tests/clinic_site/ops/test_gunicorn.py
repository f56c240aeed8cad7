"""gunicorn with the shipped configuration."""

from __future__ import annotations

import http.client
import runpy
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from clinic_site.page_cache import prewarm
from clinic_site.page_cache.middleware import PageCache
from tests.stack import ROOT, Stack, free_port, wait_until

TYPED = "I+was+at+the+bridge"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("gunicorn")
    running = Stack(folder, free_port(), PREWARM="true")
    try:
        Path(folder, "static").mkdir()
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


@pytest.mark.parametrize(
    ("environment", "starts"), [({}, True), ({"PREWARM": "false"}, False), ({"ROLE": "staff"}, False)]
)
def test_prewarm_is_left_out_where_it_is_turned_off_and_on_the_staff_side(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], starts: bool
) -> None:
    started: list[PageCache] = []
    monkeypatch.setattr(prewarm, "start", started.append)
    monkeypatch.setenv("ROLE", "all")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    configuration = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))

    configuration["_prewarm"](SimpleNamespace(wsgi=PageCache(None, max_bytes=1)))

    assert bool(started) is starts


def test_gunicorn_and_the_settings_have_the_same_default_of_threads(
    python: Callable[..., subprocess.CompletedProcess[str]],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The setting limits how many writers wait for SQLite's lock."""
    monkeypatch.delenv("WEB_THREADS", raising=False)
    monkeypatch.setenv("DB_POOL_SIZE", "8")  # the configuration would set it for later tests too
    configuration = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    done = python(environment, "-c", "from clinic_site.settings import WEB_THREADS; print(WEB_THREADS)")

    assert (str(configuration["threads"]), done.returncode) == (done.stdout.strip(), 0), done.stderr


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WEB_WORKERS", "many", "Not a valid integer."),
        ("WEB_WORKERS", "0", "Must be greater than or equal to 1."),
        ("WEB_THREADS", "0", "Must be greater than or equal to 1."),
        ("PREWARM", "maybe", "Not a valid boolean."),
    ],
)
def test_a_setting_of_the_server_that_cannot_be_used_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv("DB_POOL_SIZE", "8")
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))

    assert str(refused.value) == f"Cannot start: {name}: {reason} See docs/settings.md."
