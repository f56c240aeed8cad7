"""Requests that a page makes on its own, without its user doing anything."""

from __future__ import annotations

from django.http import HttpRequest

_NAME = "_is_background"


def mark_as_background(request: HttpRequest) -> None:
    """Mark a request as made by the page itself, so that it doesn't prolong the session."""
    setattr(request, _NAME, True)


def is_background(request: HttpRequest) -> bool:
    """Return whether a view marked the request with `mark_as_background`."""
    return getattr(request, _NAME, False)
