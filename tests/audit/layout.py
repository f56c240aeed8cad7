"""Layout checks: no overflow at the page's width, at 320 px, and with text at 200%."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.audit.browser import HEIGHTS, ask
from tests.audit.findings import Problem, problems


def check(page: Page) -> list[Problem]:
    """Return overflow at the page's width."""
    return problems(ask(page, "layout"))


def check_text_zoom(page: Page) -> list[Problem]:
    """Return overflow with text at 200% (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = check(page)
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return found


def check_reflow(page: Page) -> list[Problem]:
    """Return overflow at 320 px, which equals 1280 px at 400% zoom (WCAG 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": HEIGHTS[320]})
    found = check(page)
    if before:
        page.set_viewport_size(before)
    return found
