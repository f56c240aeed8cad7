"""What a view is: a page in one state, and how a browser comes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Response

AS_LINKED = "as linked"


@dataclass(frozen=True)
class View:
    """A page in one state. `open` brings a browser to it and returns the answer that made it."""

    path: str
    state: str
    status: int
    open: Callable[[Page], Response]

    @property
    def is_first_view(self) -> bool:
        """Say whether a reader can come here by an address alone."""
        return self.state == AS_LINKED

    def __str__(self) -> str:
        return self.path if self.is_first_view else f"{self.path} ({self.state})"


def go(page: Page, *, url: str) -> Response:
    """Open an address and return the answer."""
    answer = page.goto(url)
    if answer is None:
        raise RuntimeError(f"no answer from {url}")
    return answer
