"""The check before the form: a few facts, an answer with a reason and a next step, nothing stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic_site.same_origin import same_origin_post
from intake.forms.suitability import SuitabilityForm
from intake.suitability import weigh


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def suitability(request: HttpRequest) -> HttpResponse:
    """Ask, and answer on the same address, so that no fact is in any address."""
    if request.method != "POST":
        return render(request, "intake/consultation/suitability.html", {"form": SuitabilityForm()})
    form = SuitabilityForm(request.POST)
    if not request.same_origin:
        return render(request, "intake/consultation/suitability.html", {"form": form}, status=403)
    finding = weigh(form.facts())
    return render(request, "intake/consultation/suitability_answer.html", {"finding": finding})
