"""Where "Leave this site" leads."""

from __future__ import annotations

from django.http import HttpRequest

# An unsuspicious page.
LEAVE_URL = "https://www.weather.gov/"


def leave_through(request: HttpRequest, address: str) -> None:
    """Let "Leave this site" on the page that answers `request` lead through `address`, a path of ours.

    With scripts it only notifies that address, because another server's answer may come sooner.
    """
    request.leave_through = address


def leave_href(request: HttpRequest | None, usual: str) -> str:
    """Return the address to which "Leave this site" links on the page that answers `request`."""
    return getattr(request, "leave_through", usual)
