"""Work through a Monday: 40 requests, five kinds of result, two nurses at once in a real browser.

    .venv/bin/python benchmarks/monday.py [--requests 40] [--json FILE]

Prints, for each kind of result, the clicks, single keys, typed words and seconds per call after its card
is open. The nurses type as fast as a browser takes it, so the seconds are those of the pages, not of
people; they depend on the machine. Requires Chromium (`CHROMIUM` names another than the one on the path).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import measure
from measure import Row
from playwright.sync_api import sync_playwright

from tests.journeys.calls import (
    CALLS,
    Call,
    Nurse,
    always_open,
    ask_for_calls,
    what_is_on_record,
    work_through,
)

COLUMNS = {"result": "", "calls": "", "clicks": ".1f", "keys": ".1f", "words": ".1f", "seconds": ".2f"}
MOST_CLICKS = 2


def main() -> None:
    """Let two nurses empty the queue, and print a table."""
    options = measure.parser(__doc__, rounds=1)
    options.add_argument("--requests", type=int, default=40)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clinic = always_open(Path(folder))
        with measure.stack(CLINIC_FILE=str(clinic)) as site, sync_playwright() as playwright:
            site.make_staff("ana", "front-desk")
            ask_for_calls(site, options.requests)
            site.start_site()
            browser = measure.open_browser(playwright)
            nurses = [Nurse(name, browser.new_context().new_page(), site) for name in ("nurse", "ana")]
            calls = work_through(nurses)
            print(f"attempts per request, requests, results: {what_is_on_record(site)}")
    kinds = [result for result, _note in CALLS]
    rows = [_row(kind, [call for call in calls if call.result == kind]) for kind in kinds]
    measure.report([*rows, _row("all", calls)], COLUMNS, options.json)
    if len({call.reference for call in calls}) != options.requests:
        sys.exit("a request was called twice or never")
    if max(call.clicks for call in calls) > MOST_CLICKS:
        sys.exit(f"a call took more than {MOST_CLICKS} clicks")


def _row(kind: str, calls: list[Call]) -> Row:
    return {
        "result": kind,
        "calls": len(calls),
        "clicks": statistics.mean(call.clicks for call in calls),
        "keys": statistics.mean(call.keys for call in calls),
        "words": statistics.mean(call.words for call in calls),
        "seconds": statistics.median(call.seconds for call in calls),
    }


if __name__ == "__main__":
    main()
