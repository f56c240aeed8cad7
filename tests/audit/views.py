"""Views: pages in a certain state, and how a browser opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Response

AS_LINKED = "as linked"
TRANSLATED = ("/es/",)


@dataclass(frozen=True)
class View:
    """A page in a state. `open` brings a browser to it and returns the response."""

    path: str
    state: str
    status: int
    open: Callable[[Page], Response]

    @property
    def is_first_view(self) -> bool:
        """Whether the URL alone leads to this view."""
        return self.state == AS_LINKED

    @property
    def is_translated(self) -> bool:
        """Whether it has the elements of an English page, with other words."""
        return self.path.startswith(TRANSLATED)

    def __str__(self) -> str:
        return self.path if self.is_first_view else f"{self.path} ({self.state})"


def go(page: Page, *, url: str) -> Response:
    """Open a URL and return the response. Raises RuntimeError if there is none."""
    answer = page.goto(url)
    if answer is None:
        raise RuntimeError(f"no response from {url}")
    return answer


def answer_to(page: Page, act: Callable[[], object]) -> Response:
    """Do what leads to another page and return its response, after redirects.

    A script may change the address without a request at the same time, so the answer is known by its
    request and not by the next navigation.
    """
    with page.expect_event("load"), page.expect_response(_is_final_answer) as arrival:
        act()
    return arrival.value


def _is_final_answer(response: Response) -> bool:
    return response.request.is_navigation_request() and not 300 <= response.status < 400
