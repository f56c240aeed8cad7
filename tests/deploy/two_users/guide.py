"""The lines of the install guide, to be run as they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.stack import ROOT

_GUIDE = ROOT / "docs" / "operations.md"
_INSTALL = re.compile(r"^## Install on one small machine\n(.*?)^## ", re.MULTILINE | re.DOTALL)
_UPGRADE = re.compile(r"^## Upgrade without losing a request\n(.*?)^## ", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^\*\*(\d\w?\..*?)\*\*", re.MULTILINE)
# What the machine has already, what needs the open net, and what systemd would do.
_NOT_HERE = re.compile(
    r"apt-get|git (clone|pull)|python3 -m venv|pip install|certbot|nginx|systemctl|deploy/restart|make_staff"
    r"|manage canary|check --deploy"
)


@dataclass(frozen=True)
class Step:
    """One step of the guide: its title, and the lines that root runs in it."""

    title: str
    lines: tuple[str, ...]


def install_steps() -> list[Step]:
    """Return the steps of an installation with two users, without the lines that cannot run in a test.

    A step that the guide offers for SQLite alone is not among them.
    """
    text = _section(_INSTALL)
    titles = list(_STEP.finditer(text))
    steps = []
    for number, title in enumerate(titles):
        end = titles[number + 1].start() if number + 1 < len(titles) else len(text)
        if "SQLite" not in title[1]:
            steps.append(Step(title[1], _lines(text[title.end() : end])))
    return steps


def upgrade_lines() -> tuple[str, ...]:
    """Return what root runs at an upgrade."""
    return _lines(_section(_UPGRADE))


def named_paths() -> list[str]:
    """Return every path below /etc, /srv and /var that a line of the guide names."""
    text = "".join(_BLOCK.findall(_GUIDE.read_text(encoding="utf-8")))
    return sorted(set(re.findall(r"(?<![\w.])/(?:etc|srv|var)/[\w./@-]+", text)))


def _section(pattern: re.Pattern[str]) -> str:
    found = pattern.search(_GUIDE.read_text(encoding="utf-8"))
    if found is None:
        raise LookupError(f"docs/operations.md has no section that matches {pattern.pattern!r}")
    return found[1]


def _lines(text: str) -> tuple[str, ...]:
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines() if line.strip()]
    kept = []
    for line in lines:
        parts = [part for part in line.split(" && ") if not _NOT_HERE.search(part)]
        kept.extend([" && ".join(parts)] if parts else [])
    return tuple(kept)
