"""Compare a page through the shipped nginx with a static file of the same bytes from nginx.

    .venv/bin/python benchmarks/proxied.py [--rounds 5] [--seconds 3] [--json FILE]

Both go through the same nginx over TLS; the file is precompressed, like the static files. Rounds are
interleaved, and each figure is a median. Only the ratios are meaningful: absolute figures depend on
the machine. Needs wrk, nginx and PostgreSQL (Debian: apt-get install wrk nginx postgresql).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import measure
from measure import Row

from tests.deploy.fleet import Fleet
from tests.deploy.nginx import SITE
from tests.deploy.postgres import private_postgres
from tests.stack import free_port

PAGE = "/ptsd-medication-alternatives/"
FILE = "/static/page.html"
CONNECTIONS = (1, 8, 32)
ENCODINGS = {"gzip": ".gz", "plain": ""}
COLUMNS = {"encoding": "", "connections": "", "page": ".0f", "file": ".0f"}
COLUMNS |= {"ratio": ".2f", "lowest": ".2f", "highest": ".2f"}


def main() -> None:
    """Measure, print a table, and write the figures to a file if requested."""
    options = measure.parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder, private_postgres() as server:
        measure.show_progress("preparing …")
        fleet = Fleet(Path(folder), free_port(), server)
        fleet.nginx.without_limits()
        try:
            fleet.prepare()
            fleet.start()
            rows = [
                _compare(fleet, encoding, connections, options)
                for encoding in _write_files(fleet)
                for connections in CONNECTIONS
            ]
        finally:
            fleet.stop()
    measure.report(rows, COLUMNS, options.json)


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


def _compare(fleet: Fleet, encoding: str, connections: int, options) -> Row:
    page, file = measure.interleaved(
        f"{encoding}, {connections} connections",
        options.rounds,
        *(
            lambda path=path: _rate(fleet, path, encoding, connections, options.seconds)
            for path in (PAGE, FILE)
        ),
    )
    rates = {"page": statistics.median(page), "file": statistics.median(file)}
    return {"encoding": encoding, "connections": connections} | rates | measure.ratios(page, file)


def _rate(fleet: Fleet, path: str, encoding: str, connections: int, seconds: int) -> float:
    headers = ("-H", f"Host: {SITE}", "-H", f"Accept-Encoding: {_accept(encoding)}")
    url = f"https://{SITE}:{fleet.nginx.port}{path}"
    printed = measure.wrk(url, connections, seconds, *headers)
    if "Non-2xx" in printed:
        sys.exit(f"some responses were errors: {printed}")
    return measure.per_second(printed)


if __name__ == "__main__":
    main()
