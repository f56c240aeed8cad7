"""Measure what the callback form asks of a person on a small phone, with scripts off and on.

    .venv/bin/python benchmarks/form_effort.py [--json FILE]

A browser of 360×640 pixels fills in what is required and sends it. "seconds" is computed from the
first field to the receipt: 0.2 s a key, 1 s a decision (each question, each button), and the time that
the pages took to load. "screens" is the height from the heading to the button in screens, "words" are
those seen there at first, "controls" the questions and the button, "folds" what can be unfolded.
Needs Chromium.
"""

from __future__ import annotations

import os
import shutil
import time

import measure
from measure import Row, Stack
from playwright.sync_api import Browser, Page, sync_playwright

SCREEN = {"width": 360, "height": 640}
KEY, DECISION = 0.2, 1.0
NAME, PHONE = "Sam", "7325550142"
COLUMNS = {"scripts": "", "seconds": ".1f", "screens": ".2f", "words": "", "controls": "", "folds": ""}
FORM = "section.callback"


def main() -> None:
    """Measure both ways, print a table, and write the figures to a file if requested."""
    options = measure.parser(__doc__).parse_args()
    with measure.stack() as site, sync_playwright() as playwright:
        site.start_site()
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        rows = [_measured(browser, site, scripts=scripts) for scripts in (False, True)]
        browser.close()
    measure.report(rows, COLUMNS, options.json)


def _measured(browser: Browser, site: Stack, *, scripts: bool) -> Row:
    page = browser.new_context(viewport=SCREEN, java_script_enabled=scripts).new_page()
    page.goto(f"{site.url}/callback/", wait_until="networkidle")
    row = {"scripts": "on" if scripts else "off"} | _seen(page)
    row["seconds"] = _seconds(page, NAME if scripts else f"{NAME}my")
    page.context.close()
    return row


def _seen(page: Page) -> Row:
    form = page.locator(FORM)
    top, button = form.bounding_box(), form.locator("button").bounding_box()
    seen = [field for field in form.locator(".field").all() if field.is_visible()]
    return {
        "screens": (button["y"] + button["height"] - top["y"]) / SCREEN["height"],
        "words": len(form.inner_text().split()),
        "controls": len(seen) + 1,
        "folds": form.locator("summary:visible").count(),
    }


def _seconds(page: Page, name: str) -> float:
    """Fill in and send the form as it is; return the computed time."""
    page.fill("[name=name]", name)
    page.fill("[name=phone]", PHONE)
    page.check("[name=when][value=any]")
    page.check("[name=adult][value=yes]")
    page.check("[name=consent]")
    decisions, loading = 5, 0.0
    while "/received/" not in page.url:
        started = time.monotonic()
        with page.expect_navigation():
            page.click("main form button[type=submit] >> nth=0")
        loading += time.monotonic() - started
        decisions += 1
        if decisions > 8:  # a form, a page to check the answers, a receipt
            raise RuntimeError(f"no receipt, but {page.title()!r}")
    return KEY * len(name + PHONE) + DECISION * decisions + loading


if __name__ == "__main__":
    main()
