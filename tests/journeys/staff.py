"""Staff at a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.stack import Stack

QUEUE = "/admin/intake/submission/"


def sign_in(page: Page, stack: Stack, path: str = "/admin/") -> None:
    """Open a page of the staff side as someone who is signed in."""
    page.context.add_cookies([stack.staff_session() | {"url": stack.url}])
    page.goto(f"{stack.url}{path}")
