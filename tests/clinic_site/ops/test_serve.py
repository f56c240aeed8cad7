"""`serve` checks the port before it changes anything."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.stack import free_port

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def test_a_port_in_use_is_rejected_before_anything_is_created(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=rf"port {port} cannot be used .*; try: make run PORT=8001"):
            call_command("serve", port=port)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(settings: Settings) -> None:
    settings.VAR_DIR = "/proc/nothing"
    handlers = [signal.getsignal(number) for number in STOPPING]
    try:
        with pytest.raises(CommandError, match=r"^/proc/nothing: No such file or directory$"):
            call_command("serve", port=free_port())
    finally:
        for number, handler in zip(STOPPING, handlers, strict=True):
            signal.signal(number, handler)
