"""How fast is a page from memory beside a bare WSGI application that returns the same bytes?

    .venv/bin/python benchmarks/pages.py [--rounds 5] [--seconds 3] [--json FILE]

Both run under the same gunicorn (gthread, 2 workers of 4 threads); rounds are interleaved, and
each figure is a median. Only the ratios mean anything: absolute figures are the machine's.
Needs wrk (Debian: apt-get install wrk).
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.stack import Stack, free_port, wait_until  # noqa: E402

PAGE = "/ptsd-medication-alternatives/"
CONNECTIONS = (1, 8, 32)
_OURS_TO_DROP = {"date", "connection", "server", "keep-alive"}


def main() -> None:
    """Measure, print a table of ratios, and write the figures beside it when asked."""
    options = _options()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; run: sudo apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), free_port(), WEB_WORKERS="2", WEB_THREADS="4")
        stack.prepare()
        stack.start_site()
        try:
            results = [
                _compare(stack, name, headers, connections, options)
                for name, headers in _kinds(stack).items()
                for connections in CONNECTIONS
            ]
        finally:
            stack.stop()
    _print(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _kinds(stack: Stack) -> dict[str, dict[str, str]]:
    etag = _ask(stack.port, {"Accept-Encoding": "br"})[1]["ETag"]
    return {
        "br": {"Accept-Encoding": "br"},
        "plain": {"Accept-Encoding": "identity"},
        "304": {"Accept-Encoding": "br", "If-None-Match": etag},
    }


def _ask(port: int, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", PAGE, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def _compare(
    stack: Stack, kind: str, headers: dict[str, str], connections: int, options: argparse.Namespace
) -> dict[str, object]:
    status, answer_headers, body = _ask(stack.port, headers)
    kept = [pair for pair in answer_headers.items() if pair[0].lower() not in _OURS_TO_DROP]
    bare, port = _start_bare(stack, status, kept, body)
    try:
        ours, floor = [], []
        for number in range(options.rounds):
            print(
                f"\r{kind} at {connections}: round {number + 1} of {options.rounds} ", end="", file=sys.stderr
            )
            ours.append(_wrk(stack.port, headers, connections, options.seconds))
            floor.append(_wrk(port, headers, connections, options.seconds))
    finally:
        Stack.kill(bare)
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    ratios = [mine / theirs for mine, theirs in zip(ours, floor, strict=True)]
    return {
        "kind": kind,
        "connections": connections,
        "bytes": len(body),
        "page": statistics.median(ours),
        "bare": statistics.median(floor),
        "ratio": statistics.median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
    }


def _start_bare(
    stack: Stack, status: int, headers: list[tuple[str, str]], body: bytes
) -> tuple[subprocess.Popen, int]:
    answer = stack.folder / "bare.json"
    line = f"{status} {http.client.responses[status]}"
    answer.write_text(json.dumps({"status": line, "headers": headers, "body": body.hex()}))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "benchmarks.bare"],
        cwd=ROOT,
        env=stack.env | {"PORT": str(port), "BARE_ANSWER": str(answer), "PYTHONPATH": str(ROOT)},
        stdout=stack.log,
        stderr=stack.log,
        start_new_session=True,
    )
    wait_until(lambda: _answers(port), 20, "answer from the bare application")
    return process, port


def _answers(port: int) -> bool:
    try:
        return _ask(port, {})[0] > 0
    except OSError:
        return False


def _wrk(port: int, headers: dict[str, str], connections: int, seconds: int) -> float:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s"),
            *given,
            f"http://127.0.0.1:{port}{PAGE}",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def _print(results: list[dict[str, object]]) -> None:
    print(f"{'answer':8}{'connections':>12}{'bytes':>8}{'page/s':>10}{'bare/s':>10}{'ratio':>8}   range")
    for row in results:
        print(
            f"{row['kind']:8}{row['connections']:>12}{row['bytes']:>8}{row['page']:>10.0f}"
            f"{row['bare']:>10.0f}{row['ratio']:>8.2f}   {row['lowest']:.2f}–{row['highest']:.2f}"
        )


if __name__ == "__main__":
    main()
