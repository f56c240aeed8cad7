"""Other help for people under 18, whom neither form is meant for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intake.views.consultation_page import consultation_page
from intake.views.draft_cookie import code_of, hash_of
from intake.views.typed_address import forget_on_leaving


@require_safe
@consultation_page
def under_18(request: HttpRequest) -> HttpResponse:
    """Show help for people under 18. A draft stays until the person leaves: a tap can be a slip."""
    started = code_of(request) != ""
    if started:
        forget_on_leaving(request, hash_of(request))
    return render(
        request, "intake/consultation/under_18.html", {"started": started, "draft": hash_of(request)}
    )
