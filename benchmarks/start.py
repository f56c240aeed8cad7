"""Measure the time from start to the first response, and until all pages are cached.

    .venv/bin/python benchmarks/start.py [--rounds 5] [--json FILE]

For comparison, a bare WSGI application starts under the same gunicorn, with one worker each, in
interleaved rounds. "first page" is when the page with the form has arrived, "all pages" when every
page of the sitemap is cached. Times are in seconds and depend on the machine.
"""

from __future__ import annotations

import json
import statistics
import time

import measure
from measure import Row, Stack

WARM = "pages prewarmed"
PAGE = "/ptsd-medication-alternatives/"
COLUMNS = {"what": "", "seconds": ".2f", "lowest": ".2f", "highest": ".2f", "times bare": ".1f"}


def main() -> None:
    """Start both repeatedly and print a table."""
    options = measure.parser(__doc__).parse_args()
    with measure.stack(WEB_WORKERS="1") as site:
        ours, bare = measure.interleaved("start", options.rounds, lambda: _ours(site), lambda: _bare(site))
    measure.report(_rows(ours, bare), COLUMNS, options.json)


def _ours(site: Stack) -> Row:
    log = site.folder / "log.txt"
    count_before = log.read_text().count(WARM)
    began = time.monotonic()
    site.start_site()
    try:
        took = {"first page": _until_answered(site.port, PAGE, began)}
        measure.wait_until(lambda: log.read_text().count(WARM) > count_before, 120, "warm cache")
        return took | {"all pages": time.monotonic() - began}
    finally:
        Stack.kill(site.site)
        measure.wait_until(lambda: not measure.answers(site.port), 20, "closed port")


def _bare(site: Stack) -> float:
    answer = site.folder / "bare.json"
    answer.write_text(json.dumps({"status": "200 OK", "headers": [["Content-Length", "2"]], "body": "6f6b"}))
    began = time.monotonic()
    with measure.serve_application(site, "benchmarks.bare", BARE_ANSWER=str(answer)) as port:
        return _until_answered(port, "/", began)


def _until_answered(port: int, path: str, began: float) -> float:
    status, _, body = measure.ask(port, path, {})
    assert (status, bool(body)) == (200, True)
    return time.monotonic() - began


def _rows(ours: list[Row], bare: list[float]) -> list[Row]:
    named = {name: [each[name] for each in ours] for name in ("first page", "all pages")} | {"bare": bare}
    return [
        {"what": name, "seconds": statistics.median(took), "times bare": measure.ratios(took, bare)["ratio"]}
        | {"lowest": min(took), "highest": max(took)}
        for name, took in named.items()
    ]


if __name__ == "__main__":
    main()
