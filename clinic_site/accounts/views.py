"""Sign-out, staying signed in, and the response to too many tries."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.accounts.sessions import CLEAR_SITE_DATA
from clinic_site.errors import security_log


class SignOutView(LogoutView):
    """Ask for confirmation on GET, sign out on POST, and clear the browser's site data."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out and redirect to sign-in."""
        response = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Respond 204 to a user who wants to stay signed in. Like any request, this one prolongs the session."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)


sign_out = SignOutView.as_view()


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Respond 429 when a rate limit of allauth is reached (RFC 6585, section 4)."""
    security_log.refused("too many tries", request)
    return render(request, "account/too_many_tries.html", status=429)
