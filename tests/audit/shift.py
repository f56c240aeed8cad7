"""Layout shift checks: while a page loads, and when its font loads late."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Route

from tests.audit.findings import Problem

# Tools round less than this to 0.000.
NOTHING = 0.0005
# A late font changes line breaks. The limit of a "good" score.
MOST_WITH_LATE_FONT = 0.1
_FONTS = "**/*.woff2"
_LATE_S = 0.4


def check(page: Page) -> list[Problem]:
    """Return layout shifts so far."""
    shift = measured(page)
    return (
        [Problem("layout shift while loading", _moved(page), f"CLS {shift:.4f}")] if shift >= NOTHING else []
    )


def check_late_font(page: Page) -> list[Problem]:
    """Return layout shifts above MOST_WITH_LATE_FONT on a page with a late font."""
    shift = measured(page)
    if shift <= MOST_WITH_LATE_FONT:
        return []
    return [Problem("large layout shift with a late font", _moved(page), f"CLS {shift:.4f}")]


def measured(page: Page) -> float:
    """Return the cumulative layout shift so far."""
    return page.evaluate("window.__audit.shift")


def without_fonts(page: Page) -> None:
    """Block all fonts on this page."""
    page.route(_FONTS, lambda route: route.abort())


def with_late_fonts(page: Page) -> None:
    """Delay the fonts on this page until its text is shown."""

    def answer(route: Route) -> None:
        time.sleep(_LATE_S)
        route.continue_()

    page.route(_FONTS, answer)


def _moved(page: Page) -> str:
    return page.evaluate("[...new Set(window.__audit.shifted)].slice(0, 4).join(', ')")
