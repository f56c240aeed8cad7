"""Keyboard-only use of a page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_MOST_PRESSES = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has focus. Raises AssertionError if it is not reached."""
    expect(wanted).to_be_visible()
    for _press in range(_MOST_PRESSES):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the element cannot be reached with Tab")


def press(page: Page, wanted: Locator) -> None:
    """Tab to a link or button and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, text: str) -> None:
    """Tab to a field and type."""
    tab_to(page, wanted)
    page.keyboard.type(text)
