"""Runs of the tests beside each other don't get in each other's way."""

from __future__ import annotations

import random
import smtplib
import socket
import subprocess
import sys

import pytest

from tests.stack import PATIENCE, ROOT, Mailbox, free_port

CANDIDATES = random.sample(range(12_000, 32_000), 40)


@pytest.fixture
def same_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search for a port looks at the same ones, in the same order."""
    monkeypatch.setattr(random, "sample", lambda *_: CANDIDATES)


@pytest.mark.usefixtures("same_candidates")
def test_a_port_is_given_to_one_caller_only() -> None:
    given = [free_port() for _ in range(10)]
    assert len(set(given)) == len(given)


@pytest.mark.usefixtures("same_candidates")
def test_a_port_is_given_to_one_process_only() -> None:
    own = free_port()
    search = f"import random, tests.stack as s; random.sample = lambda *_: {CANDIDATES}; print(s.free_port())"
    other = subprocess.check_output([sys.executable, "-c", search], cwd=ROOT, timeout=PATIENCE, text=True)
    assert int(other) in CANDIDATES
    assert int(other) != own


def test_the_mail_server_looks_up_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda *_: pytest.fail("the name was looked up"))
    box = Mailbox()
    box.start()
    try:
        with smtplib.SMTP("127.0.0.1", box.port, local_hostname="localhost", timeout=PATIENCE) as client:
            assert client.noop()[0] == 250
    finally:
        box.stop()
