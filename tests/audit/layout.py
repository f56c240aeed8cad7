"""Room for the text: nothing sticks out, at the given width, at 320 px, or with text twice as large."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.audit.browser import HEIGHTS, ask
from tests.audit.findings import Fault, faults


def check(page: Page) -> list[Fault]:
    """Return what does not fit at the page's own width."""
    return faults(ask(page, "layout"))


def check_text_zoom(page: Page) -> list[Fault]:
    """Return what does not fit when the person's text size is doubled."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = check(page)
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return found


def check_reflow(page: Page) -> list[Fault]:
    """Return what does not fit at 320 px, which is 1280 px at a zoom of 400 %."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": HEIGHTS[320]})
    found = check(page)
    if before:
        page.set_viewport_size(before)
    return found
