"""The suitability check before the form: a few questions, and a result with reasons and next steps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.forms.suitability import SuitabilityForm
from intake.rules.suitability import weigh
from intake.views.redirects import see_other
from intake.views.typed_address import to_typed, typed_in

_PURPOSE = "suitability"


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def suitability(request: HttpRequest) -> HttpResponse:
    """Ask, and redirect to the result, in whose address the answers are sealed."""
    if request.method != "POST":
        return render(request, "intake/consultation/suitability.html", {"form": SuitabilityForm()})
    if not request.same_origin:
        context = {"form": SuitabilityForm(request.POST)}
        return render(request, "intake/consultation/suitability.html", context, status=403)
    return to_typed(request, "suitability_answer", purpose=_PURPOSE) or _result(request, request.POST)


@require_safe
def suitability_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Show the result of the answers in the address; ask again if it is too old."""
    typed = typed_in(request, code, purpose=_PURPOSE)
    return see_other("suitability") if typed is None else _result(request, typed)


def _result(request: HttpRequest, typed: MultiValueDict | QueryDict) -> HttpResponse:
    finding = weigh(SuitabilityForm(typed).facts())
    return render(request, "intake/consultation/suitability_answer.html", {"finding": finding})
