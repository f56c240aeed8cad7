"""Measure the memory of a worker before and after many requests.

    .venv/bin/python benchmarks/memory.py [--requests 10000] [--json FILE]

Requests every page of the sitemap in turn, in each encoding, with searches and missing pages in
between, then posts a tenth as many forms, one at a time; `threads.py` has the memory of workers that
do many things at once. Memory is the resident set size (RSS), in MB. "own" is the proportional set size
(PSS) in the end: files of libraries that several processes use count in part.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import measure
from measure import Row, Stack

ENCODINGS = ("br", "gzip", "identity")
COLUMNS = {"worker": "", "before": ".1f", "after pages": ".1f", "after forms": ".1f", "growth": "+.1f"}
COLUMNS |= {"own": ".1f"}
ANSWERS = {
    "adult": "yes",
    "channel": "email",
    "email": "p@example.com",
    "voicemail": "no",
    "consent": "on",
    "nonce": "benchmark-nonce-of-24-ch",
}


def main() -> None:
    """Measure each worker and print a table."""
    options = measure.parser(__doc__, rounds=1)
    options.add_argument("--requests", type=int, default=10_000)
    options = options.parse_args()
    with measure.stack(
        WEB_WORKERS="2", WEB_THREADS="16", MALLOC_ARENA_MAX="1"
    ) as site:  # as in the systemd units
        site.start_site()
        paths = _paths(site)
        _get(
            site, islice(_asked(paths), 20 * len(paths))
        )  # warm up: until every worker has served every page
        time.sleep(2)
        moments = [resident(site)]
        _get(site, islice(_asked(paths), options.requests))
        moments.append(resident(site))
        _post(site, options.requests // 10)
        moments.append(resident(site))
        own = {worker: _kilobytes(worker, "smaps_rollup", "Pss") / 1024 for worker in moments[0]}
    rows = [_row(worker, moments) | {"own": own[worker]} for worker in own]
    measure.report(rows, COLUMNS, options.json)


def _paths(site: Stack) -> list[str]:
    body = measure.ask(site.port, "/sitemap.xml", {})[2].decode()
    return [urlsplit(each).path for each in re.findall(r"<loc>(.*?)</loc>", body)]


def _asked(paths: list[str]) -> Iterator[tuple[str, str]]:
    for number, path in enumerate(cycle(paths)):
        yield path, ENCODINGS[number % 3]
        if number % 10 == 0:
            yield f"/search/?q=sleep+{number}", "identity"
            yield f"/nowhere-{number}/", "identity"


def _get(site: Stack, asked: Iterator[tuple[str, str]]) -> None:
    for number, (path, encoding) in enumerate(asked):
        if number % 100 == 0:
            measure.show_progress(f"{number:,} pages")
        measure.ask(site.port, path, {"Accept-Encoding": encoding})
    measure.show_progress("")


def _post(site: Stack, count: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    for number in range(count):
        if number % 20 == 0:
            measure.show_progress(f"{number:,} of {count:,} forms")
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request("POST", "/callback/", urlencode(ANSWERS | {"name": f"Made Up {number}"}), headers)
        assert connection.getresponse().status == 303
        connection.close()
    measure.show_progress("")


def resident(site: Stack) -> dict[int, float]:
    """Return the resident set size of each worker of a site in MB, by process id."""
    pid = site.site.pid
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(worker): _kilobytes(int(worker), "status", "VmRSS") / 1024 for worker in workers}


def _kilobytes(pid: int, file: str, name: str) -> int:
    return int(re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)[1])


def _row(worker: int, moments: list[dict[int, float]]) -> Row:
    before, pages, forms = (each[worker] for each in moments)
    memory = {"before": before, "after pages": pages, "after forms": forms}
    return {"worker": worker} | memory | {"growth": forms - before}


if __name__ == "__main__":
    main()
