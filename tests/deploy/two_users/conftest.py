"""One machine with both sides for all attacks; each attack on rows begins with the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.two_users.clinic import Clinic
from tests.deploy.two_users.harm import Harm
from tests.deploy.two_users.machine import Machine, why_not_here
from tests.stack import PATIENCE, Mailbox, wait_until

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if why := why_not_here():
        for item in items:
            if _HERE in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=f"an attack between two users {why}"))


@pytest.fixture(scope="session")
def clinic(mailbox: Mailbox) -> Iterator[Clinic]:
    """Return both sides, running: three requests that staff were sent mail about, and two that are fresh.

    The worker is stopped, so that a test says when it works.
    """
    with ExitStack() as around:
        machine = Machine()
        around.callback(machine.stop)
        running = Clinic(machine, mailbox)
        around.callback(running.stop)
        running.install()
        for service in ("public", "staff", "worker"):
            running.start(service)
        running.intruder = running.answering("public", "tests.deploy.two_users.as_intruder")
        running.staff = running.answering("staff", "tests.deploy.two_users.as_staff")
        before = len(mailbox.accepted)
        for number in (142, 143, 144):
            running.send_request(f"Person {number}", f"(732) 555-0{number}", f"Words of {number}.")
        mailbox.wait_for(before + 3)
        wait_until(lambda: not _not_indexed(running), PATIENCE, "index of three requests")
        running.services["worker"].stop()
        for number in (145, 146):
            running.send_request(f"Person {number}", f"(732) 555-0{number}", f"Words of {number}.")
        running.keep()
        yield running


def _not_indexed(clinic: Clinic) -> int:
    (row,) = clinic.as_superuser("SELECT count(*) FROM intake_submission WHERE indexed_at IS NULL")
    return row[0]


@pytest.fixture(scope="session")
def undisturbed(clinic: Clinic) -> Harm:
    """Return how requests look after the worker did its work and nobody attacked."""
    clinic.put_back()
    found = Harm(clinic)
    clinic.put_back()
    return found


@pytest.fixture
def harm(clinic: Clinic, undisturbed: Harm) -> Iterator[Harm]:
    """Return what finds harm after an attack on rows; the database is put back before and after."""
    clinic.put_back()
    yield undisturbed
    clinic.put_back()
