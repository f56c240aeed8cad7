"""Compare a page through the shipped nginx with a static file of the same bytes from nginx.

    .venv/bin/python benchmarks/proxied.py [--rounds 5] [--seconds 3] [--json FILE]

Both go through the same nginx over TLS; the file is precompressed, like the static files. Rounds are
interleaved, and each figure is a median. Only the ratios are meaningful: absolute figures depend on
the machine. Needs wrk, nginx and PostgreSQL (Debian: apt-get install wrk nginx postgresql).
"""

from __future__ import annotations

import argparse
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

from tests.deploy.fleet import Fleet  # noqa: E402
from tests.deploy.nginx import SITE  # noqa: E402
from tests.deploy.postgres import private_postgres  # noqa: E402
from tests.stack import free_port  # noqa: E402

PAGE = "/ptsd-medication-alternatives/"
FILE = "/static/page.html"
CONNECTIONS = (1, 8, 32)
ENCODINGS = {"gzip": ".gz", "plain": ""}


def main() -> None:
    """Measure, print a table, and write the figures to a file if requested."""
    options = _options()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; run: sudo apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder, private_postgres() as server:
        print("preparing …", file=sys.stderr)
        fleet = Fleet(Path(folder), free_port(), server)
        fleet.nginx.without_limits()
        try:
            fleet.prepare()
            fleet.start()
            results = [
                _compare(fleet, encoding, connections, options)
                for encoding in _write_files(fleet)
                for connections in CONNECTIONS
            ]
        finally:
            fleet.stop()
    _print(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _write_files(fleet: Fleet) -> list[str]:
    """Write the bytes of the page next to the static files, in each encoding; return the encodings."""
    target = fleet.stack.folder / "static" / "page.html"
    for encoding, ending in ENCODINGS.items():
        body = fleet.ask(PAGE, Accept_Encoding=_accept(encoding)).body
        target.with_name(target.name + ending).write_bytes(body)
        given = fleet.ask(FILE, Accept_Encoding=_accept(encoding)).body if encoding == "plain" else body
        if given != body:
            sys.exit(f"the file is not the page ({encoding})")
    return list(ENCODINGS)


def _accept(encoding: str) -> str:
    return "identity" if encoding == "plain" else encoding


def _compare(fleet: Fleet, encoding: str, connections: int, options: argparse.Namespace) -> dict[str, object]:
    page, file = [], []
    for number in range(options.rounds):
        print(
            f"\r{encoding} at {connections}: round {number + 1} of {options.rounds} ", end="", file=sys.stderr
        )
        page.append(_wrk(fleet, PAGE, encoding, connections, options.seconds))
        file.append(_wrk(fleet, FILE, encoding, connections, options.seconds))
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    ratios = [mine / theirs for mine, theirs in zip(page, file, strict=True)]
    return {
        "encoding": encoding,
        "connections": connections,
        "page": statistics.median(page),
        "file": statistics.median(file),
        "ratio": statistics.median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
    }


def _wrk(fleet: Fleet, path: str, encoding: str, connections: int, seconds: int) -> float:
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s"),
            *("-H", f"Host: {SITE}", "-H", f"Accept-Encoding: {_accept(encoding)}"),
            f"https://{SITE}:{fleet.nginx.port}{path}",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    if "Non-2xx" in done.stdout:
        sys.exit(f"some responses were errors: {done.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def _print(results: list[dict[str, object]]) -> None:
    print(f"{'answer':8}{'connections':>12}{'page/s':>10}{'file/s':>10}{'ratio':>8}   range")
    for row in results:
        print(
            f"{row['encoding']:8}{row['connections']:>12}{row['page']:>10.0f}{row['file']:>10.0f}"
            f"{row['ratio']:>8.2f}   {row['lowest']:.2f}–{row['highest']:.2f}"
        )


if __name__ == "__main__":
    main()
