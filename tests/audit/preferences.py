"""Checks for user preferences: forced colors and reduced motion."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.audit.browser import ask
from tests.audit.findings import Problem, problems


def check_forced_colors(page: Page) -> list[Problem]:
    """Return controls that disappear, or have no visible focus, with forced colors."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("Tab")  # browsers show focus only after keyboard input
    found = problems(ask(page, "forced_colors"))
    page.emulate_media(forced_colors="none")
    return found


def check_motion(page: Page) -> list[Problem]:
    """Return animations that run despite reduced motion."""
    return problems(ask(page, "motion"))
