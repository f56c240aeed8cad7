"""The FAQ page, and readers' feedback on whether an answer was clear."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.caching import public_page
from clinic_site.core.same_origin import same_origin_post
from intake.models import FaqEntry
from intake.services.faq import count_answer, published
from intake.views.redirects import SeeOther, see_other

log = logging.getLogger(__name__)


@require_safe
@public_page
def faq(request: HttpRequest) -> HttpResponse:
    """Show all published questions, which a template tag fetches."""
    return render(request, "intake/faq.html")


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def faq_clear(request: HttpRequest, slug: str) -> HttpResponse:
    """Count "yes" or "no" to "Was this clear?" and redirect to a thank-you page; on GET, to the question."""
    if request.method != "POST":
        return SeeOther(_address_of(slug))
    clear = request.POST.get("clear")
    try:
        entry = get_object_or_404(FaqEntry.objects.for_readers(), slug=slug)
        if not request.same_origin:
            return _not_counted(request, slug, status=403)
        if clear not in {"yes", "no"}:
            return _not_counted(request, slug, status=422)
        count_answer(entry, clear=clear == "yes")
    except DatabaseError:
        log.exception("answer on a question not counted")
        return _not_counted(request, slug, status=503)
    return see_other("faq_thanks", slug)


@require_safe
def faq_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank the reader and link back to the question; doesn't repeat the answer."""
    return render(request, "intake/faq_thanks.html", {"question": _address_of(slug), "counted": True})


def _not_counted(request: HttpRequest, slug: str, status: int) -> HttpResponse:
    page = {"question": _address_of(slug), "counted": False}
    return render(request, "intake/faq_thanks.html", page, status=status)


def _address_of(slug: str) -> str:
    """Return the address of a question, or of all questions if it isn't shown in this language."""
    address = reverse("intake:faq")
    try:
        is_shown = any(entry.slug == slug for entry in published())
    except DatabaseError:
        log.exception("cannot look up whether the question is shown")
        is_shown = True  # if it isn't, browsers show the top of the page
    return f"{address}#question-{slug}" if is_shown else address
