"""Audit the whole site: python -m tests.audit [--only lighthouse|staff|walk] [PATH ...]."""

from __future__ import annotations

import argparse
import sys
import time

from tests.audit import lighthouse
from tests.audit.browser import launched
from tests.audit.findings import Report
from tests.audit.pages import (
    all_views,
    example_clinic_paths,
    example_clinic_views,
    named_example,
    sitemap_paths,
)
from tests.audit.site import clinic_that_is_open, example_clinic, log, running_site
from tests.audit.staff_walk import walk_staff
from tests.audit.table import listing, table
from tests.audit.tools import ToolMissing
from tests.audit.views import TRANSLATED
from tests.audit.walk import walk
from tests.stack import Stack


def main() -> int:
    """Start the site, audit it, print the report, and return the exit status."""
    arguments = _arguments()
    report = Report()
    started = time.monotonic()
    try:
        if arguments.only != "staff":
            _run_public(arguments, report)
        if arguments.only == "staff" or not (arguments.only or arguments.paths):
            _run_staff(report)
    except ToolMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    _print(report)
    print(f"{len(report.findings)} findings in {time.monotonic() - started:.0f} s.")
    return 1 if report.findings else 0


def _run_public(arguments: argparse.Namespace, report: Report) -> None:
    with running_site() as site:
        paths = _selected(arguments.paths, site)
        if arguments.only != "lighthouse":
            _run_walk(site, paths, report)
        if arguments.only != "walk":
            _run_lighthouse(site.url, {path: path for path in _to_measure(paths, arguments)}, report)
    with example_clinic() as site:
        _run_example_clinic(site, arguments, report)


def _run_staff(report: Report) -> None:
    with clinic_that_is_open() as site, launched() as browser:
        walk_staff(site, browser, report, log)


def _selected(paths: list[str], site: Stack) -> list[str]:
    known = sitemap_paths(site.url)
    if unknown := set(paths) - set(known):
        raise SystemExit(f"not in the sitemap: {', '.join(sorted(unknown))}")
    return paths or known


def _to_measure(paths: list[str], arguments: argparse.Namespace) -> list[str]:
    """Return the pages for Lighthouse: those that were named, or all but translations other than the home."""
    if arguments.paths:
        return paths
    return [path for path in paths if not path.startswith(TRANSLATED) or path in TRANSLATED]


def _run_walk(site: Stack, paths: list[str], report: Report) -> None:
    with launched() as browser:
        views = all_views(site, browser)
        if paths != sitemap_paths(site.url):
            views = [view for view in views if view.path in paths]
        walk(browser, site.url, views, report, log)


def _run_example_clinic(site: Stack, arguments: argparse.Namespace, report: Report) -> None:
    """Audit the pages that the facts change once more, with a clinic that has filled in all of them."""
    paths = [path for path in example_clinic_paths(site.url) if path in (arguments.paths or [path])]
    if arguments.only != "lighthouse":
        with launched() as browser:
            walk(browser, site.url, example_clinic_views(site.url, paths), report, log)
    if arguments.only != "walk":
        _run_lighthouse(site.url, {named_example(path): path for path in paths}, report)


def _run_lighthouse(url: str, pages: dict[str, str], report: Report) -> None:
    """Measure pages. `pages` maps their names in the report to their paths."""
    for number, (name, path) in enumerate(pages.items(), start=1):
        outcome = lighthouse.measure(url + path)
        metrics = report.of(name)
        metrics.scores, metrics.runs = outcome.scores, outcome.runs
        metrics.largest_paint_s = outcome.largest_paint_s
        metrics.layout_shift = outcome.layout_shift
        metrics.blocking_ms = outcome.blocking_ms
        report.add("lighthouse", name, "mobile", outcome.problems)
        scores = "/".join(str(score) for score in outcome.scores.values())
        log(f"[{number}/{len(pages)}] Lighthouse {name} {scores}, {outcome.runs} runs")


def _print(report: Report) -> None:
    print(f"\n{table(report)}\n")
    if report.unsure:
        print(f"For manual review:\n{listing(report.unsure)}\n")
    if report.findings:
        print(f"Findings:\n{listing(report.findings)}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument(
        "--only", choices=["walk", "lighthouse", "staff"], help="run only this part of the audit"
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="audit only these pages")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
