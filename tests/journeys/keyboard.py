"""A person who has only the keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_MOST_PRESSES = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is where it is wanted, as a person would."""
    expect(wanted).to_be_visible()
    for _press in range(_MOST_PRESSES):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def press(page: Page, wanted: Locator) -> None:
    """Go to a link or a button and press it."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, words: str) -> None:
    """Go to a field and type."""
    tab_to(page, wanted)
    page.keyboard.type(words)
