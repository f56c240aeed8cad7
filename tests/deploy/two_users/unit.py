"""The shipped systemd units, read for what they say about users, environment and commands."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from tests.stack import ROOT

_UNITS = ROOT / "deploy" / "systemd"


@dataclass(frozen=True)
class Unit:
    """What a service is started with. Bans on files and system calls are left out: a test is stricter."""

    user: str
    group: str
    umask: str
    cwd: str
    environment_file: str
    environment: dict[str, str]
    command: tuple[str, ...]


def read_unit(name: str) -> Unit:
    """Return what the unit `name` and the drop-in for all units say."""
    text = (_UNITS / "clinic-.service.d" / "hardening.conf").read_text() + (_UNITS / name).read_text()
    said = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    return Unit(
        user=said["User"],
        group=said["Group"],
        umask=said["UMask"],
        cwd=said["WorkingDirectory"],
        environment_file=said["EnvironmentFile"],
        environment=dict(pair.split("=", 1) for pair in shlex.split(said.get("Environment", ""))),
        command=tuple(shlex.split(said["ExecStart"])),
    )
