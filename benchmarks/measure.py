"""Helpers for benchmarks: a temporary site, a second application for comparison, wrk, and reports.

Two applications are compared in interleaved rounds with a ratio for each round, so that other load
on the machine affects both. Absolute figures depend on the machine.
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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.stack import Stack, free_port, wait_until  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

Headers = dict[str, str]
Row = dict[str, Any]


def parser(description: str, *, rounds: int = 5) -> argparse.ArgumentParser:
    """Return a parser with the options common to all benchmarks; --seconds is the duration of a round."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("--rounds", type=int, default=rounds)
    made.add_argument("--seconds", type=int, default=3)
    made.add_argument("--json", type=Path)
    return made


@contextmanager
def stack(**changes: str) -> Iterator[Stack]:
    """Prepare a temporary site without starting it, and remove it afterward."""
    with tempfile.TemporaryDirectory() as folder:
        made = Stack(Path(folder), free_port(), **{"PREWARM": "true"} | changes)
        try:
            made.prepare()
            yield made
        finally:
            made.stop()


def wait_until_prewarmed(made: Stack) -> None:
    """Wait until both workers of a site have rendered their pages."""
    log = made.folder / "log.txt"
    wait_until(lambda: log.read_text().count("pages prewarmed") == 2, 300, "prewarmed caches")


def open_browser(playwright: Playwright) -> Browser:
    """Start Chromium (`CHROMIUM` names another than the one on the path)."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


def run_inside(made: Stack, program: str, *what: str) -> str:
    """Run a program with `--inside` and arguments in a site's environment; return its output."""
    command = [sys.executable, program, "--inside", *what]
    env = made.env | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout.decode()


@contextmanager
def serve_application(made: Stack, application: str, **environment: str) -> Iterator[int]:
    """Run another WSGI application with the site's gunicorn settings; yield its port."""
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
    """Get a page; return status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def answers(port: int) -> bool:
    """Return whether a server answers on a port."""
    try:
        return ask(port, "/", {})[0] > 0
    except OSError:
        return False


def url(port: int, path: str) -> str:
    """Return the URL of a page of a server on this machine."""
    return f"http://127.0.0.1:{port}{path}"


def wrk(url: str, connections: int, seconds: float, *more: str) -> str:
    """Run wrk for some seconds; return its output."""
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; run: sudo apt-get install wrk")
    command = ("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s")
    options, arguments = (more[: more.index("--")], more[more.index("--") :]) if "--" in more else (more, ())
    done = subprocess.run(
        [*command, *options, url, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    return done.stdout


def cpu_seconds(pid: int) -> float:
    """Return the CPU time (user and system) of a server process and all its workers, from /proc.

    A worker that has ended counts as well, since its time moves to the server process.
    """
    while True:
        before = _workers(pid)
        with suppress(FileNotFoundError, ProcessLookupError):  # a worker ended between two readings
            ticks = sum(_ticks(each) for each in (str(pid), *before))
            if _workers(pid) == before:
                return ticks / os.sysconf("SC_CLK_TCK")


def _workers(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _ticks(pid: str) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))  # utime, stime, and both of children that it waited for


def server_of(port: int) -> int:
    """Return the process id of the gunicorn master that listens on a local port."""
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    inode = next(ln.split()[9] for ln in lines if ln.split()[1] == wanted and ln.split()[3] == "0A")
    owners = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == f"socket:[{inode}]":
                owners.append(int(link.parts[2]))
        except OSError:
            continue  # ended in the meantime, or owned by another user
    return min(owners)


def requests_of(printed: str) -> int:
    """Return the number of requests in wrk's output."""
    return int(re.search(r"(\d+) requests in", printed)[1])


def per_second(printed: str) -> float:
    """Return the requests per second in wrk's output."""
    return float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1])


def interleaved(what: str, rounds: int, *runs: Callable[[], Any]) -> list[list[Any]]:
    """Run each function once per round; return the results of each."""
    results: list[list[Any]] = [[] for _ in runs]
    for number in range(rounds):
        show_progress(f"{what}: round {number + 1} of {rounds}")
        for collected, run in zip(results, runs, strict=True):
            collected.append(run())
    show_progress("")
    return results


def show_progress(progress: str) -> None:
    """Show the progress on one line of stderr."""
    print(f"\r{progress:<60}\r", end="", file=sys.stderr, flush=True)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Row:
    """Return the median of the ratios of each round, and their range."""
    each = [mine / other if other else 0.0 for mine, other in zip(ours, theirs, strict=True)]
    return {"ratio": statistics.median(each), "lowest": min(each), "highest": max(each)}


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def report(rows: Sequence[Row], columns: dict[str, str], file: Path | None) -> None:
    """Print rows as a table; `columns` maps names to formats. Also write them to `file` as JSON."""
    made = [list(columns)] + [[format(row[name], form) for name, form in columns.items()] for row in rows]
    widths = [max(len(line[index]) for line in made) for index in range(len(columns))]
    for line in made:
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True)))
    if file:
        file.write_text(json.dumps(list(rows), indent=2))
