"""The suitability check before the form: a few questions, and a result with reasons and next steps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.same_origin import same_origin_post
from intake.forms.suitability import SuitabilityForm
from intake.rules.suitability import assess
from intake.views.redirects import see_other
from intake.views.typed_address import keep_in_other_languages, to_typed, typed_in

_FORM = "intake/consultation/suitability.html"
_PURPOSE, _NOT_ASSESSED = "suitability", "suitability not seen"


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def suitability(request: HttpRequest) -> HttpResponse:
    """Ask the questions; redirect to the result, whose address contains the answers, sealed."""
    if request.method != "POST":
        return render(request, _FORM, {"form": SuitabilityForm()})
    if not request.same_origin:
        keep_in_other_languages(request, "suitability_answer", purpose=_NOT_ASSESSED)
        return render(request, _FORM, {"form": SuitabilityForm(request.POST)}, status=403)
    if (form := SuitabilityForm(request.POST)).is_unfinished:
        to_form = to_typed(request, "suitability_answer", purpose=_NOT_ASSESSED)
        return to_form or render(request, _FORM, {"form": form})
    return to_typed(request, "suitability_answer", purpose=_PURPOSE) or _result(request, request.POST)


@require_safe
def suitability_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Show the result for the answers in the address, or the form if they weren't assessed.

    If the address is too old, redirect to an empty form.
    """
    if (typed := typed_in(request, code, purpose=_PURPOSE)) is not None:
        return _result(request, typed)
    form = SuitabilityForm(typed_in(request, code, purpose=_NOT_ASSESSED))
    return render(request, _FORM, {"form": form}) if form.is_bound else see_other("suitability")


def _result(request: HttpRequest, typed: MultiValueDict) -> HttpResponse:
    assessment = assess(SuitabilityForm(typed).facts())
    return render(request, "intake/consultation/suitability_answer.html", {"assessment": assessment})
