"""Audit the whole site: python -m tests.audit [--only lighthouse|walk] [PATH ...]."""

from __future__ import annotations

import argparse
import sys
import time

from tests.audit import lighthouse
from tests.audit.browser import launched
from tests.audit.findings import Report
from tests.audit.pages import all_views, sitemap_paths
from tests.audit.site import log, running_site
from tests.audit.table import listing, table
from tests.audit.tools import ToolMissing
from tests.audit.walk import walk
from tests.stack import Stack


def main() -> int:
    """Start the site, audit it, print the report, and return the exit status."""
    arguments = _arguments()
    report = Report()
    started = time.monotonic()
    try:
        with running_site() as site:
            paths = _selected(arguments.paths, site)
            if arguments.only != "lighthouse":
                _run_walk(site, paths, report)
            if arguments.only != "walk":
                _run_lighthouse(site.url, paths, report)
    except ToolMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    _print(report)
    print(f"{len(report.findings)} findings in {time.monotonic() - started:.0f} s.")
    return 1 if report.findings else 0


def _selected(paths: list[str], site: Stack) -> list[str]:
    known = sitemap_paths(site.url)
    if unknown := set(paths) - set(known):
        raise SystemExit(f"not in the sitemap: {', '.join(sorted(unknown))}")
    return paths or known


def _run_walk(site: Stack, paths: list[str], report: Report) -> None:
    with launched() as browser:
        views = all_views(site, browser)
        if paths != sitemap_paths(site.url):
            views = [view for view in views if view.path in paths]
        walk(browser, site.url, views, report, log)


def _run_lighthouse(url: str, paths: list[str], report: Report) -> None:
    for number, path in enumerate(paths, start=1):
        outcome = lighthouse.measure(url + path)
        metrics = report.of(path)
        metrics.scores, metrics.runs = outcome.scores, outcome.runs
        metrics.largest_paint_s = outcome.largest_paint_s
        metrics.layout_shift = outcome.layout_shift
        metrics.blocking_ms = outcome.blocking_ms
        report.add("lighthouse", path, "mobile", outcome.problems)
        scores = "/".join(str(score) for score in outcome.scores.values())
        log(f"[{number}/{len(paths)}] Lighthouse {path} {scores}, {outcome.runs} runs")


def _print(report: Report) -> None:
    print(f"\n{table(report)}\n")
    if report.unsure:
        print(f"For manual review:\n{listing(report.unsure)}\n")
    if report.findings:
        print(f"Findings:\n{listing(report.findings)}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--only", choices=["walk", "lighthouse"], help="run only this part of the audit")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="audit only these pages")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
