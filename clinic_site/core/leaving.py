"""Where "Leave this site" leads."""

from __future__ import annotations

from django.http import HttpRequest

# An unsuspicious page.
LEAVE_URL = "https://www.weather.gov/"


def leave_through(request: HttpRequest, address: str) -> None:
    """Let "Leave this site" on the page that answers `request` lead through `address`, a path of ours.

    With JavaScript, the page only notifies that address, since the other site may respond sooner.
    """
    request.leave_through = address


def leave_href(request: HttpRequest | None, usual: str) -> str:
    """Return the address that "Leave this site" links to on the page that answers `request`."""
    return getattr(request, "leave_through", usual)
