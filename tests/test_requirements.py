"""All imported packages are declared, so that none is only a transitive dependency."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"clinic_site", "content", "intake"}


def _name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imported() -> set[str]:
    found = set()
    for path in (file for app in OURS for file in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - OURS - set(sys.stdlib_module_names)


def _lines() -> list[str]:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_imported_package_is_declared() -> None:
    declared = {_name(re.match(r"[\w.-]+", line)[0]) for line in _lines()}
    owners = packages_distributions()

    missing = {name for name in _imported() if not {_name(owner) for owner in owners[name]} & declared}
    assert missing == set()


def test_every_declared_package_has_a_reason() -> None:
    assert [line for line in _lines() if not re.search(r" # \S+ \S+", line)] == []
