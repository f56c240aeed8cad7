"""Redirects after a post, with status 303."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """A redirect with status 303 (RFC 9110, 15.4.4)."""

    status_code = 303


def see_other(name: str, *args: str) -> HttpResponse:
    """Return a redirect to a view of intake with status 303."""
    return SeeOther(reverse(f"intake:{name}", args=args))
