"""Processes and ports of the staff side, tried from the public side's user."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.two_users.clinic import Clinic
from tests.stack import PATIENCE, wait_until


@pytest.fixture
def worker(clinic: Clinic) -> Iterator[None]:
    clinic.start("worker")
    yield
    clinic.services["worker"].stop()


def _programs(clinic: Clinic) -> set[str]:
    """Return which of the staff side's programs run as its user."""
    found = clinic.machine.run("pgrep", "-a", "-u", clinic.units["staff"].user).stdout
    return {name for name in ("gunicorn", "worker") if name in found}


def test_no_process_of_the_staff_side_can_be_read_traced_or_stopped(clinic: Clinic, worker: None) -> None:
    wait_until(lambda: {"gunicorn", "worker"} <= _programs(clinic), PATIENCE, "gunicorn and worker")
    pids = clinic.machine.run("pgrep", "-u", clinic.units["staff"].user).stdout.split()

    reached = {pid: clinic.intruder("reach", int(pid)) for pid in pids}

    assert [(pid, name) for pid, tries in reached.items() for name in tries if tries[name] == "reached"] == []


def test_own_processes_can_be_reached_as_a_control(clinic: Clinic) -> None:
    pid = clinic.machine.run("pgrep", "-u", clinic.units["public"].user, "-f", "gunicorn").stdout.split()[0]

    tries = clinic.intruder("reach", int(pid))

    assert {name for name, said in tries.items() if said == "reached"} >= {"environ", "fd", "signal"}


@pytest.mark.parametrize("role", ["clinic", "postgres"])
def test_the_database_gives_the_public_side_no_other_role(clinic: Clinic, role: str) -> None:
    own, port = clinic.passwords["clinic_public"], clinic.ports["postgres"]
    addresses = [
        f"postgres://{role}@127.0.0.1:{port}/clinic",
        f"postgres://{role}:{own}@127.0.0.1:{port}/clinic",
        f"postgres://{role}@/clinic?host=/var/lib/clinic-postgres&port={port}",
        f"postgres://{role}:{own}@/postgres?host=/var/lib/clinic-postgres&port={port}",
    ]

    said = [clinic.intruder("connects", address) for address in addresses]

    assert all(each.startswith("refused") for each in said), said


def test_its_own_role_connects_so_that_the_refusals_mean_something(clinic: Clinic) -> None:
    said = clinic.intruder("connects", clinic.database("clinic_public"))

    assert said == "connected as clinic_public"


@pytest.mark.parametrize("path", ["/admin/", "/admin/intake/submission/", "/staff/2fa/", "/staff/sessions/"])
def test_staff_port_admits_no_one_for_headers_or_forged_sessions(clinic: Clinic, path: str) -> None:
    headers = {
        "Remote_User": "nurse",
        "X_Forwarded_User": "nurse",
        "X_Forwarded_For": "127.0.0.1",
        "Cookie": f"__Host-session={'a' * 32}; __Host-csrf={'b' * 32}",
    }

    answer = clinic.ask("staff", "GET", path, **headers)

    assert answer.status in {302, 403}
    assert answer.status == 403 or "/login/" in answer.location
