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
    """Return the lines of the run-time packages in pyproject.toml, with their comments."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    return [line.strip() for line in listed.splitlines()]


def test_every_imported_package_is_declared() -> None:
    declared = {_name(re.match(r'"([\w.-]+)', line)[1]) for line in _lines()}
    owners = packages_distributions()

    missing = {name for name in _imported() if not {_name(owner) for owner in owners[name]} & declared}
    assert missing == set()


def test_every_declared_package_is_pinned_with_hashes() -> None:
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {_name(name) for name in re.findall(r"^([\w.-]+)(?:\[[\w, -]+\])?==\S+", locked, re.MULTILINE)}

    assert {_name(re.match(r'"([\w.-]+)', line)[1]) for line in _lines()} <= pinned


def test_every_declared_package_has_a_reason() -> None:
    assert [line for line in _lines() if not re.search(r" # \S+ \S+", line)] == []
