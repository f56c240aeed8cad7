"""Wishes that a person told their device: forced colors, and no motion."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.audit.browser import ask
from tests.audit.findings import Fault, faults


def check_forced_colors(page: Page) -> list[Fault]:
    """Return what vanishes, or hides its focus, when the device chooses the colors."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("Shift")  # focus is shown to people who use keys
    found = faults(ask(page, "forced_colors"))
    page.emulate_media(forced_colors="none")
    return found


def check_motion(page: Page) -> list[Fault]:
    """Return what moves for a person who wants no motion."""
    return faults(ask(page, "motion"))
