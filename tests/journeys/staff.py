"""Staff at a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.stack import Stack

QUEUE = "/admin/intake/submission/"


def sign_in(page: Page, stack: Stack, path: str = "/admin/", name: str = "nurse") -> None:
    """Open a page of the staff side as the user `name`, who is signed in."""
    page.context.add_cookies([stack.staff_session(name) | {"url": stack.url}])
    page.goto(f"{stack.url}{path}")


def request_from(stack: Stack, name: str = "Rosalind Testcase") -> str:
    """Store a request of a person with this name; return its reference. With a known name, it is the same."""
    make = (
        "from django.utils import timezone; from tests.intake.workbench import request_of; "
        f"print(request_of({name!r}, at=timezone.now()).reference)"
    )
    return stack.manage("shell", "--no-imports", "--command", make).split()[-1]
