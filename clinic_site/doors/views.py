"""Leaving the staff side, and being asked to wait at its doors."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinic_site import refusal_log
from clinic_site.doors.sessions import CLEAR_SITE_DATA


class SignOutView(LogoutView):
    """Asks on GET, signs out on POST, and has the browser forget what it kept."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the way to the door."""
        response = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response


sign_out = SignOutView.as_view()


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Answer somebody whom a limit of allauth stops (429; RFC 6585, 4)."""
    refusal_log.refused("too many tries", request)
    return render(request, "account/too_many_tries.html", status=429)
