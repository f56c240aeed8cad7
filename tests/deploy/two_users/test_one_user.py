"""The site on SQLite: one user runs both sides, and no other user of the machine reaches its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.two_users.browser import ask
from tests.deploy.two_users.clinic import copy_release
from tests.deploy.two_users.machine import Machine
from tests.stack import free_port, wait_until

_CODE = "/srv/alone"
_OWNER, _OTHER = "clinictest-owner", "clinictest-other"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Return a machine on which `serve` runs as one user, with its queue on SQLite."""
    machine, log = Machine(), Path(tmp_path_factory.mktemp("alone"), "log.txt")
    try:
        for user in (_OWNER, _OTHER):
            machine.run("useradd", "--system", "--user-group", "--no-create-home", user)
        copy_release(machine, _CODE)
        machine.run("install", "-d", "-o", _OWNER, "-g", _OWNER, f"{_CODE}/var", f"{_CODE}/staticfiles")
        env = {"LOCAL_ENV": "var/local.env", "LANG": "C.UTF-8", "PREWARM": "false"}
        own = {"user": _OWNER, "cwd": _CODE, "env": env}
        machine.run(".venv/bin/python", "-m", "clinic_site.ops.local_setup", **own)
        port = free_port()
        machine.start(".venv/bin/python", "manage.py", "serve", "--port", str(port), log=log, **own)
        wait_until(lambda: _is_open(port), 180, f"answer of the site; see {log}")
        yield machine
    finally:
        machine.stop()


def _is_open(port: int) -> bool:
    try:
        return ask(port, "127.0.0.1", "GET", "/livez").status == 200
    except OSError:
        return False


def test_another_user_can_read_and_write_nothing(alone: Machine) -> None:
    names = alone.run("find", f"{_CODE}/var", user=_OWNER).stdout.split("\n")
    assert any(name.endswith(".sqlite3") for name in names)
    assert any(name.endswith("sealing-private.keys") for name in names)

    readable = alone.run("find", f"{_CODE}/var", "-mindepth", "1", "-readable", user=_OTHER, check=False)
    writable = alone.run("find", _CODE, "-writable", "-not", "-type", "l", user=_OTHER, check=False)
    for name in filter(None, names[1:]):
        assert alone.run("test", "-r", name, user=_OTHER, check=False).returncode != 0, name

    assert (readable.stdout, writable.stdout) == ("", "")


@pytest.mark.parametrize("role", ["public", "staff"])
def test_one_side_alone_refuses_to_start_on_sqlite(alone: Machine, role: str) -> None:
    keys = f"{_CODE}/var/secrets"
    env = {
        "ROLE": role,
        "SITE_URL": "https://www.example.org",
        "SECRET_KEY_FILE": f"{keys}/django.key",
        "SEALING_PUBLIC_KEYS_FILE": f"{keys}/sealing-public.keys",
    }
    if role == "staff":
        env |= {
            "SEALING_PRIVATE_KEYS_FILE": f"{keys}/sealing-private.keys",
            "INDEX_KEY_FILE": f"{keys}/index.key",
        }

    done = alone.run(".venv/bin/python", "manage.py", "check", user=_OWNER, cwd=_CODE, env=env, check=False)

    assert done.returncode != 0
    assert "needs PostgreSQL" in done.stderr
