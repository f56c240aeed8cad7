"""Requests that a page makes on its own, without anyone doing anything."""

from __future__ import annotations

from django.http import HttpRequest

_NAME = "_in_background"


def in_background(request: HttpRequest) -> None:
    """Mark a request as made by the page itself, so that it doesn't prolong the session."""
    setattr(request, _NAME, True)


def is_in_background(request: HttpRequest) -> bool:
    """Return whether a view marked the request."""
    return getattr(request, _NAME, False)
