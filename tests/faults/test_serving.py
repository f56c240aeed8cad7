"""The command `serve` as a process: it starts the site and the worker, and stops both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.prepared import Prepared
from tests.stack import PATIENCE, ROOT, Stack, wait_until


def _serve(stack: Stack) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(stack.port)],
        cwd=ROOT,
        env=stack.env,
        stdout=stack.log,
        stderr=stack.log,
        start_new_session=True,
    )


def _is_open(stack: Stack) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", stack.port)) == 0


def _log(stack: Stack) -> str:
    return Path(stack.folder, "log.txt").read_text()


def _children(process: subprocess.Popen) -> list[int]:
    return _children_of(process.pid)


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor_seconds(pid: int) -> float:
    """Return the processor time of a process and of all that it has started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # and of children that have ended
    return own + sum(map(_processor_seconds, _children_of(pid)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_signal_stops_everything(own_stack: Stack, number: signal.Signals) -> None:
    serving = _serve(own_stack)
    wait_until(lambda: "Ctrl-C ends everything" in _log(own_stack), PATIENCE, "started site")
    children = _children(serving)

    os.kill(serving.pid, number)

    assert serving.wait(40) == 0
    assert len(children) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert not _is_open(own_stack)
    assert _log(own_stack).startswith("Preparing the database …\n")
    assert "Traceback" not in _log(own_stack)


def test_address_is_printed_once_the_first_page_answers(own_stack: Stack) -> None:
    own_stack.env["WEB_WORKERS"] = "1"  # each has pages of its own in memory
    serving = _serve(own_stack)
    wait_until(lambda: "Ctrl-C ends everything" in _log(own_stack), PATIENCE, "started site")
    printed = time.time()

    with urllib.request.urlopen(f"{own_stack.url}/", timeout=PATIENCE) as page:
        rendered = parsedate_to_datetime(page.headers["Date"])

    os.kill(serving.pid, signal.SIGTERM)
    serving.wait(40)
    assert rendered.timestamp() <= printed


def test_a_start_leaves_the_static_files_of_other_sites(own_stack: Stack, prepared: Prepared) -> None:
    manifest = prepared.folder / "static" / "staticfiles.json"
    before = manifest.stat()
    serving = _serve(own_stack)
    wait_until(lambda: "Ctrl-C ends everything" in _log(own_stack), PATIENCE, "started site")
    os.kill(serving.pid, signal.SIGTERM)
    serving.wait(40)

    assert (manifest.stat().st_ino, manifest.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_dead_worker_stops_the_site_with_a_message(own_stack: Stack) -> None:
    serving = _serve(own_stack)
    wait_until(lambda: "Ctrl-C ends everything" in _log(own_stack), PATIENCE, "started site")

    os.kill(_children(serving)[1], signal.SIGKILL)

    assert serving.wait(40) != 0
    assert "the site or its worker stopped unexpectedly" in _log(own_stack)
    assert not _is_open(own_stack)


def test_second_start_takes_less_than_eight_seconds_of_processor_time(bare_stack: Stack) -> None:
    _processor_seconds_of_a_start(bare_stack)

    seconds = _processor_seconds_of_a_start(bare_stack)

    # Seconds on the clock depend on what else runs, and these a little, so a third start may do better.
    assert seconds < 8 or _processor_seconds_of_a_start(bare_stack) < 8


def _processor_seconds_of_a_start(stack: Stack) -> float:
    """Start a site, stop it, and return the processor time until it was open."""
    serving = _serve(stack)
    wait_until(lambda: _is_open(stack), PATIENCE, "started site")
    spent = _processor_seconds(serving.pid)
    os.kill(serving.pid, signal.SIGTERM)
    serving.wait(40)
    return spent
