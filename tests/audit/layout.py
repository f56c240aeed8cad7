"""Layout checks: no overflow at the page's width, at 320 px, and with text at 200%.

On a phone, the text of an article begins within one and a half screens.
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.audit.browser import HEIGHTS, ask
from tests.audit.findings import Problem, problems

_SCREENS = 1.5  # before the text of an article begins


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


def check_beginning(page: Page) -> list[Problem] | None:
    """Return the text of an article if it begins late on the page's screen, or None if there is none."""
    text, screen = page.locator(".article > .column"), page.viewport_size
    box = text.first.bounding_box() if text.count() else None
    if box is None or screen is None:
        return None
    screens = box["y"] / screen["height"]
    return [Problem(f"the text begins after {screens:.1f} screens")] if screens > _SCREENS else []
