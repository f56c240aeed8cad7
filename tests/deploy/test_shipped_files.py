"""Units, environment examples and containers name what is there, and leave out what they should."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from clinic_site.ops.key_files import STAFF_KEY_FILES
from tests.stack import PATIENCE, ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.glob("*.service"))
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SETTINGS = set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS_PAGE, re.MULTILINE))
COMMANDS = set(get_commands())
_INSTANCE = {"clinic-public@.service": "clinic-public@8001.service"}
_EXPOSURE = 2.0  # of 10; systemd-analyze calls less than 2 "OK" and nothing better for a server


def example(side: str) -> dict[str, str]:
    text = (ROOT / "deploy" / "env" / f"{side}.env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", text, re.MULTILINE))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the units lie as on a machine."""
    root = tmp_path_factory.mktemp("machine")
    shutil.copytree(SYSTEMD, root / "etc" / "systemd" / "system")
    return root


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_shut_in(machine: Path, unit: str) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--root={machine}", _INSTANCE.get(unit, unit)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stdout

    assert float(re.search(r"exposure level for .*: ([\d.]+)", said)[1]) < _EXPOSURE


@pytest.mark.parametrize("unit", [*UNITS, *(path.name for path in SYSTEMD.glob("*.timer"))])
def test_systemd_understands_every_line_of_a_unit(unit: str) -> None:
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", _INSTANCE.get(unit, unit)],
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{SYSTEMD}:"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stderr

    ours = [line for line in said.splitlines() if "clinic-" in line and "is not executable" not in line]
    assert ours == []


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_starts_something_that_is_there(unit: str) -> None:
    starts = re.findall(r"^ExecStart=(.*)$", (SYSTEMD / unit).read_text(encoding="utf-8"), re.MULTILINE)
    commands = [re.search(r"manage\.py (\w+)", start) for start in starts]

    assert starts
    assert all(
        command[1] in COMMANDS if command else "gunicorn --config deploy/gunicorn.conf.py" in start
        for start, command in zip(starts, commands, strict=True)
    )


@pytest.mark.parametrize("side", ["public", "staff"])
def test_an_example_names_settings_that_exist(side: str) -> None:
    assert set(example(side)) <= SETTINGS


def test_a_machine_is_asked_for_the_sender_of_its_mail() -> None:
    """Mail servers refuse a sender that isn't theirs, and the default has the host of the site."""
    assert "EMAIL_FROM" in example("staff")


def test_a_container_is_asked_for_the_sender_of_its_mail() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert services["worker"]["environment"]["EMAIL_FROM"].startswith("${EMAIL_FROM:?")


def test_public_example_has_no_private_key() -> None:
    assert set(STAFF_KEY_FILES) & set(example("public")) == set()


def test_public_container_has_no_private_key() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    public = services["public"]

    assert set(STAFF_KEY_FILES) & set(public["environment"]) == set()
    assert [volume for volume in public["volumes"] if "staff" in volume] == []


@pytest.mark.parametrize("service", ["migrate", "public", "staff", "worker", "backup"])
def test_a_container_is_given_settings_that_exist(service: str) -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert set(services[service]["environment"]) <= SETTINGS


def test_the_backup_container_writes_a_file_into_a_volume() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    backup = composed["services"]["backup"]

    [(volume, folder)] = [v.split(":") for v in backup["volumes"] if not v.startswith("./")]
    assert volume in composed["volumes"]
    assert f"manage.py backup {folder}/" in backup["command"][-1]


def test_units_and_containers_delete_the_same_backups() -> None:
    """The page on privacy says that copies are deleted."""
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    backup = composed["services"]["backup"]["command"]
    unit = (SYSTEMD / "clinic-backup.service").read_text(encoding="utf-8")

    deletes = re.findall(r"^ExecStartPost=/usr/bin/(find .*)$", unit, re.MULTILINE)
    assert deletes == [line for line in backup[-1].splitlines() if line.startswith("find ")]
    assert "-mtime +30 -delete" in deletes[0]
    assert backup[:-1] == ["/bin/sh", "-ec"]  # e: a backup that fails deletes nothing


def test_no_container_of_the_site_connects_as_the_superuser() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    roles = (ROOT / "deploy" / "postgres" / "roles.sh").read_text(encoding="utf-8")

    users = {
        re.match(r"postgres://(\w+):", service["environment"]["DATABASE_URL"])[1]
        for service in services.values()
        if "DATABASE_URL" in service.get("environment", {})
    }
    assert users == {"clinic", "clinic_public"}
    assert services["database"]["environment"].get("POSTGRES_USER", "postgres") not in users
    assert all(f"CREATE ROLE {user} LOGIN NOSUPERUSER" in roles for user in users)


@pytest.mark.parametrize(
    "name", ["secrets", "var", "staticfiles", "*.env", ".env", "*.key", "*.keys", "*.token", "*.backup"]
)
def test_secrets_and_local_files_are_left_out_of_images(name: str) -> None:
    assert name in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_may_write_nowhere_but_to_a_folder_of_one_side(unit: str) -> None:
    shared = (SYSTEMD / "clinic-.service.d" / "hardening.conf").read_text(encoding="utf-8")
    own = (SYSTEMD / unit).read_text(encoding="utf-8")

    places = re.findall(r"^(?:ReadWritePaths|StateDirectory)=(.*)$", shared + own, re.MULTILINE)
    assert places in ([], ["/var/backups/clinic"])
    assert "\nUser=clinic-staff\n" in own or not places


def test_static_files_come_from_the_release_and_not_from_a_folder_of_a_service() -> None:
    served = (ROOT / "deploy" / "nginx" / "clinic" / "static.conf").read_text(encoding="utf-8")

    assert "alias /srv/clinic/staticfiles/;" in served
    assert "/var/lib" not in served


def test_everything_that_an_image_copies_is_there() -> None:
    lines = re.findall(r"^COPY (?!--from)(\S+) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert [name for name in lines if not (ROOT / name).exists()] == []


def test_nginx_offers_current_tls_with_forward_secrecy_alone() -> None:
    tls = (ROOT / "deploy" / "nginx" / "clinic" / "tls.conf").read_text(encoding="utf-8")
    protocols = re.search(r"^ssl_protocols (.+);$", tls, re.MULTILINE)[1].split()
    ciphers = re.search(r"^ssl_ciphers (.+);$", tls, re.MULTILINE)[1].split(":")

    assert set(protocols) == {"TLSv1.2", "TLSv1.3"}
    assert [name for name in ciphers if not re.match(r"ECDHE-.*(GCM|CHACHA20)", name)] == []
