"""Compare numbers of threads: the same site with each, in interleaved rounds.

    .venv/bin/python benchmarks/threads.py [--threads 4 8 16 32] [--rounds 5] [--seconds 3] [--json FILE]

Each site has two workers, its own database and its own cached pages. "pages" asks for a cached page,
"forms" stores requests, and "pages beside forms" asks for the page with 4 connections while 32 others
store requests. "cpu" is milliseconds of processor time for each answer; p50, p99 and "worst" are in
milliseconds, and so is "cpu" with all that the site does meanwhile. "memory" is the resident set size
of the larger worker in the end, in MB. Every figure is a median of the rounds; "ratio" compares each
round's answers a second with those of the last number of threads.
Needs wrk (Debian: apt-get install wrk).
"""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Callable
from contextlib import ExitStack

import measure
from measure import Row, Stack
from memory import resident
from pages import PAGE
from submissions import MANY, post

KINDS = (("pages", 1), ("pages", 8), ("pages", 32), ("forms", 1), ("forms", 8), ("forms", 32))
KINDS += (("pages beside forms", 4),)
COLUMNS = {"kind": "", "connections": "", "threads": "", "a second": ".0f", "ratio": ".2f", "p50": ".1f"}
COLUMNS |= {"p99": ".1f", "worst": ".0f", "refused": "", "cpu": ".2f", "memory": ".1f"}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def main() -> None:
    """Start a site for each number of threads, measure them in turn, and print a table."""
    parser = measure.parser(__doc__)
    parser.add_argument("--threads", nargs="+", default=["4", "8", "16", "32"])
    options = parser.parse_args()
    with ExitStack() as opened:
        sites = {}
        for number in options.threads:
            made = measure.stack(WEB_WORKERS="2", WEB_THREADS=number, MALLOC_ARENA_MAX="1", **MANY)
            sites[number] = opened.enter_context(made)
            sites[number].start_site()
        for site in sites.values():
            measure.wait_until_prewarmed(site)
            post(site.port, 8, 1)  # warms up every worker
        rows = [row for kind in KINDS for row in _compare(sites, *kind, options)]
        memory = {number: max(resident(site).values()) for number, site in sites.items()}
    measure.report([row | {"memory": memory[row["threads"]]} for row in rows], COLUMNS, options.json)


def _compare(sites: dict[str, Stack], kind: str, connections: int, options) -> list[Row]:
    runs = {"pages": _pages, "forms": post, "pages beside forms": _beside_forms}
    results = measure.interleaved(
        f"{kind}, {connections} connections",
        options.rounds,
        *(_run(runs[kind], site, connections, options.seconds) for site in sites.values()),
    )
    rates = [[each["acknowledged"] / each["seconds"] for each in found] for found in results]
    return [
        {"kind": kind, "connections": connections, "threads": number}
        | {"a second": statistics.median(rate), "ratio": measure.ratios(rate, rates[-1])["ratio"]}
        | {name: statistics.median(each[name] for each in found) for name in ("p50", "p99", "worst", "cpu")}
        | {"refused": sum(each["refused"] for each in found)}
        for number, found, rate in zip(sites, results, rates, strict=True)
    ]


def _run(kind: Callable[..., Row], site: Stack, connections: int, seconds: int) -> Callable[[], Row]:
    return lambda: kind(site.port, connections, seconds)


def _pages(port: int, connections: int, seconds: int) -> Row:
    server = measure.server_of(port)
    before = measure.cpu_seconds(server)
    printed = measure.wrk(
        measure.url(port, PAGE), connections, seconds, "--latency", "-H", "Accept-Encoding: br"
    )
    spent, count = measure.cpu_seconds(server) - before, measure.requests_of(printed)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    times = {f"p{percent}": _milliseconds(rf"{percent}%\s+", printed) for percent in (50, 99)}
    times |= {"worst": _milliseconds(r"Latency\s+\S+\s+\S+\s+", printed)}
    return times | {
        "acknowledged": count,
        "seconds": count / measure.per_second(printed),
        "refused": int(refused[1]) if refused else 0,
        "cpu": 1000 * spent / count,
    }


def _beside_forms(port: int, connections: int, seconds: int) -> Row:
    writers = threading.Thread(target=post, args=(port, 32, seconds + 1))
    writers.start()
    try:
        return _pages(port, connections, seconds)
    finally:
        writers.join()


def _milliseconds(before: str, printed: str) -> float:
    found = re.search(rf"{before}([\d.]+)(us|ms|s)\b", printed)
    return float(found[1]) * _UNITS[found[2]]


if __name__ == "__main__":
    main()
