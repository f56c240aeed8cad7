"""Benchmarks run by hand. What they import from each other exists."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measure

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
FILES = sorted(FOLDER.glob("*.py"))


def _defined(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_benchmark_imports_only_what_exists(file):
    missing = [
        alias.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and FOLDER / f"{node.module}.py" in FILES
        for alias in node.names
        if alias.name not in _defined(FOLDER / f"{node.module}.py")
    ]
    assert missing == []


def test_a_worker_that_has_ended_still_counts_in_the_processor_time():
    worker = "import time\nwhile time.process_time() < 0.3: pass"
    master = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {worker!r}]); "
        "print('ended', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", master], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()

        assert measure.cpu_seconds(process.pid) >= 0.2  # the system counts it in ticks
    finally:
        process.communicate()
