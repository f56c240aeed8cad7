"""What all measurements share: a site of their own, a second program beside it, wrk, and the table.

Two things are compared in interleaved rounds, and the ratio is taken within each round: what else
the machine does meanwhile then meets both. Absolute figures are the machine's.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.stack import Stack, free_port, wait_until  # noqa: E402

Headers = dict[str, str]
Row = dict[str, Any]


def parser(words: str, *, rounds: int = 5, seconds: int = 3) -> argparse.ArgumentParser:
    """Return a parser of the options that every comparison has."""
    made = argparse.ArgumentParser(description=words, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("--rounds", type=int, default=rounds)
    made.add_argument("--seconds", type=int, default=seconds)
    made.add_argument("--json", type=Path)
    return made


@contextmanager
def stack(**changes: str) -> Iterator[Stack]:
    """Prepare a site of its own, not started, and remove it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        made = Stack(Path(folder), free_port(), **changes)
        try:
            made.prepare()
            yield made
        finally:
            made.stop()


def inside_of(made: Stack, program: str, *what: str) -> str:
    """Run a program with `--inside` and some words in the environment of a site; return what it printed."""
    command = [sys.executable, program, "--inside", *what]
    return subprocess.run(command, cwd=ROOT, env=made.env, check=True, stdout=subprocess.PIPE).stdout.decode()


@contextmanager
def beside(made: Stack, application: str, **environment: str) -> Iterator[int]:
    """Run another WSGI application under the site's own gunicorn settings; give its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application],
        cwd=ROOT,
        env=made.env | {"PORT": str(port), "PYTHONPATH": str(ROOT)} | environment,
        stdout=made.log,
        stderr=made.log,
        start_new_session=True,
    )
    try:
        wait_until(lambda: answers(port), 30, f"answer from {application}")
        yield port
    finally:
        Stack.kill(process)


def ask(port: int, path: str, headers: Headers) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Get one page; return status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def answers(port: int) -> bool:
    """Return whether anything answers there."""
    try:
        return ask(port, "/", {})[0] > 0
    except OSError:
        return False


def wrk(port: int, path: str, connections: int, seconds: float, *more: str) -> str:
    """Send as many requests as go through for some seconds; return what wrk printed."""
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; run: sudo apt-get install wrk")
    command = ("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s")
    options, arguments = (more[: more.index("--")], more[more.index("--") :]) if "--" in more else (more, ())
    done = subprocess.run(
        [*command, *options, f"http://127.0.0.1:{port}{path}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    return done.stdout


def per_second(printed: str) -> float:
    """Return the requests per second that wrk printed."""
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1])


def interleaved(what: str, rounds: int, *runs: Callable[[], Any]) -> list[list[Any]]:
    """Run each in turn, round after round; return the results of each."""
    results: list[list[Any]] = [[] for _ in runs]
    for number in range(rounds):
        tell(f"{what}: round {number + 1} of {rounds}")
        for kept, run in zip(results, runs, strict=True):
            kept.append(run())
    tell("")
    return results


def tell(progress: str) -> None:
    """Show how far the measurement is, in place of what was shown before."""
    print(f"\r{progress:<60}\r", end="", file=sys.stderr, flush=True)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Row:
    """Return the median of the ratios within each round, and their range."""
    each = [mine / other if other else 0.0 for mine, other in zip(ours, theirs, strict=True)]
    return {"ratio": statistics.median(each), "lowest": min(each), "highest": max(each)}


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def report(rows: Sequence[Row], columns: dict[str, str], file: Path | None) -> None:
    """Print rows as a table; `columns` are names and formats. Also write them as JSON if asked."""
    made = [list(columns)] + [[format(row[name], form) for name, form in columns.items()] for row in rows]
    widths = [max(len(line[place]) for line in made) for place in range(len(columns))]
    for line in made:
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True)))
    if file:
        file.write_text(json.dumps(list(rows), indent=2))
