"""The page of questions people ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.caching import public_page


@require_safe
@public_page
def faq(request: HttpRequest) -> HttpResponse:
    """Show every published question; the template tag fetches them."""
    return render(request, "intake/faq.html")
