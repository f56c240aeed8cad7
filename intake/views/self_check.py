"""The self-check: a gate question, five questions, and what the count may mean.

Stateless: answers come by post, are counted, and are gone with the answer. Nothing is stored,
logged, or put into an address or a cookie.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clinic_site.same_origin import same_origin_post
from intake.forms.self_check import GateForm, ItemsForm
from intake.wording import self_check as words

SENSITIVE_CUT, EFFICIENT_CUT = 3, 4  # Prins 2016: 3 misses fewest, 4 balances best


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def self_check(request: HttpRequest) -> HttpResponse:
    """Show the page that follows from the answers so far."""
    if request.method != "POST":
        return _gate(request, GateForm())
    if "asked" in request.POST:
        return _items_answered(request)
    gate = GateForm(request.POST)
    if not request.same_origin or not gate.is_valid():
        return _gate(request, gate, status=422 if request.same_origin else 403)
    if gate.cleaned_data["event"] == "no":
        return render(request, "intake/self_check_result.html", {"gate": "no", "score": 0})
    return _items(request, ItemsForm())


def _items_answered(request: HttpRequest) -> HttpResponse:
    form = ItemsForm(request.POST)
    if not request.same_origin or not form.is_valid():
        return _items(request, form, status=422 if request.same_origin else 403)
    context = {
        "score": form.score,
        "reaches_sensitive": form.score >= SENSITIVE_CUT,
        "reaches_efficient": form.score >= EFFICIENT_CUT,
    }
    return render(request, "intake/self_check_result.html", context)


def _gate(request: HttpRequest, form: GateForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "intro": words.EVENTS_INTRO, "events": words.EVENTS, "not_sent": status == 403}
    return render(request, "intake/self_check.html", context, status=status)


def _items(request: HttpRequest, form: ItemsForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "intro": words.ITEMS_INTRO, "not_sent": status == 403}
    return render(request, "intake/self_check_items.html", context, status=status)
