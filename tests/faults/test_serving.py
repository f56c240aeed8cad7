"""The command `serve` as a process: it starts the site and the worker, and stops both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


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
    assert "Traceback" not in _log(own_stack)


def test_dead_worker_stops_the_site_with_a_message(own_stack: Stack) -> None:
    serving = _serve(own_stack)
    wait_until(lambda: "Ctrl-C ends everything" in _log(own_stack), PATIENCE, "started site")

    os.kill(_children(serving)[1], signal.SIGKILL)

    assert serving.wait(40) != 0
    assert "the site or its worker stopped unexpectedly" in _log(own_stack)
    assert not _is_open(own_stack)


def test_second_start_takes_less_than_five_seconds(bare_stack: Stack) -> None:
    times = []
    for _ in range(4):
        started = time.monotonic()
        serving = _serve(bare_stack)
        wait_until(lambda: _is_open(bare_stack), PATIENCE, "started site")
        times.append(time.monotonic() - started)
        os.kill(serving.pid, signal.SIGTERM)
        serving.wait(40)

    assert min(times[1:]) < 5  # the minimum, since other tests may run at the same time
