"""What moves while a page loads, apart from what a font moves that comes late."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Route

from tests.audit.findings import Fault

# Every tool shows less than this as 0.000.
NOTHING = 0.0005
# With a late font, lines break anew; up to here that counts as good.
MOST_WITH_LATE_FONT = 0.1
_FONTS = "**/*.woff2"
_LATE_S = 0.4


def check(page: Page) -> list[Fault]:
    """Return what has moved so far."""
    shift = measured(page)
    return [Fault("moves while it loads", _moved(page), f"CLS {shift:.4f}")] if shift >= NOTHING else []


def check_late_font(page: Page) -> list[Fault]:
    """Return what moved, if much, on a page whose font was late."""
    shift = measured(page)
    if shift <= MOST_WITH_LATE_FONT:
        return []
    return [Fault("moves much when the font is late", _moved(page), f"CLS {shift:.4f}")]


def measured(page: Page) -> float:
    """Return the cumulative layout shift so far."""
    return page.evaluate("window.__audit.shift")


def without_fonts(page: Page) -> None:
    """Let no font arrive on this page."""
    page.route(_FONTS, lambda route: route.abort())


def with_late_fonts(page: Page) -> None:
    """Let fonts arrive on this page when its text is already shown."""

    def answer(route: Route) -> None:
        time.sleep(_LATE_S)
        route.continue_()

    page.route(_FONTS, answer)


def _moved(page: Page) -> str:
    return page.evaluate("[...new Set(window.__audit.shifted)].slice(0, 4).join(', ')")
