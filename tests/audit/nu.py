"""The Nu Html Checker, for the HTML of all pages in one Java process."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tests.audit.findings import Problem
from tests.audit.tools import installed, java

# A run is over before Java's second compiler and parallel collector pay off. The schema of HTML needs a
# deep stack.
_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def check(documents: Mapping[str, bytes]) -> dict[str, list[Problem]]:
    """Return the errors and warnings of each document, by name."""
    if not documents:
        return {}
    names = list(documents)
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            Path(folder, f"{number}.html").write_bytes(documents[name])
        messages = _run([str(Path(folder, f"{number}.html")) for number in range(len(names))])
    found: dict[str, list[Problem]] = {name: [] for name in names}
    for message in messages:
        if message["type"] != "info" or message.get("subType") == "warning":
            number = int(PurePosixPath(urlsplit(message["url"]).path).stem)
            found[names[number]].append(_problem(message))
    return found


def _run(files: list[str]) -> list[dict[str, Any]]:
    command = [java(), *_JAVA, "-jar", str(installed("vnu-jar/build/dist/vnu.jar"))]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", "--exit-zero-always", *files],
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"the Nu Html Checker failed: {done.stderr[-500:]}")
    return json.loads(done.stdout)["messages"]


def _problem(message: dict[str, Any]) -> Problem:
    kind = message.get("subType", message["type"])
    extract = " ".join(message.get("extract", "").split())
    return Problem(f"{kind}, line {message.get('lastLine', '?')}", extract, message["message"])
