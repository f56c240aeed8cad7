"""Backups made with nothing but public material."""

from __future__ import annotations

from tests.deploy.two_users.clinic import Clinic
from tests.deploy.two_users.harm import Harm

_IDENTITY = "/etc/clinic/staff/backup-identity.txt"


def _check(clinic: Clinic, path: str) -> str:
    identity = ("--identity", _IDENTITY) if clinic.machine.file(_IDENTITY).is_file() else ()
    done = clinic.manage("restore", "--skip-checks", "--check", *identity, path, check=False)
    return "accepted" if done.returncode == 0 else done.stderr


def test_a_backup_of_the_staff_side_is_accepted(clinic: Clinic, harm: Harm) -> None:
    clinic.manage("backup", "/var/backups/clinic/genuine.backup")

    assert _check(clinic, "/var/backups/clinic/genuine.backup") == "accepted"


def test_backups_that_the_public_side_forged_are_refused(clinic: Clinic) -> None:
    recipients = clinic.machine.file("/etc/clinic/staff/backup-recipients.txt")
    recipient = recipients.read_text() if recipients.is_file() else ""

    forged = clinic.intruder("forge_backups", "/tmp/forged", recipient)

    assert forged
    assert [path for path in forged if _check(clinic, path) == "accepted"] == []
