"""The self-check: a gate question, five questions, and what the score may mean.

No answer is stored or logged. Answers arrive by POST and are sealed into the address of the page that
explains them (see `typed_address`), which can't be read and opens for a quarter of an hour, or until
the person leaves the site.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.core.languages import current
from clinic_site.core.same_origin import same_origin_post
from intake.forms.self_check import GateForm, ItemsForm
from intake.questions import self_check as words
from intake.services.requests.sent_forms import NONCE, mark_sent
from intake.views.redirects import see_other
from intake.views.typed_address import to_typed, typed_in

SENSITIVE_CUT, EFFICIENT_CUT = 3, 4  # Prins 2016: 3 misses fewest, 4 balances best
_PURPOSE = "self-check"


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post
def self_check(request: HttpRequest) -> HttpResponse:
    """Ask the first question; redirect each answer to its page.

    In a language without a published version, say so, and lead to the English one.
    """
    if current() not in words.LANGUAGES:
        return render(request, "intake/self_check_in_english.html", {"english": _english()})
    if request.method != "POST":
        return _gate(request, GateForm())
    if not request.same_origin:
        is_second_page = "asked" in request.POST
        return (
            _items(request, ItemsForm(request.POST), request.POST, status=403)
            if is_second_page
            else _gate(request, GateForm(request.POST), status=403)
        )
    if "asked" in request.POST and ItemsForm(request.POST).is_valid():
        mark_sent(request.POST, timezone.now())
    to_answer = to_typed(request, "self_check_answer", purpose=_PURPOSE)
    return to_answer or _answer(request, request.POST)


@require_safe
def self_check_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Show what follows from the answers in the address; start again if it is too old."""
    typed = typed_in(request, code, purpose=_PURPOSE) if current() in words.LANGUAGES else None
    return see_other("self_check") if typed is None else _answer(request, typed)


def _answer(request: HttpRequest, typed: MultiValueDict) -> HttpResponse:
    if "asked" in typed:
        return _items_answered(request, typed)
    gate = GateForm(typed)
    if not gate.is_valid():
        return _gate(request, gate)
    if gate.cleaned_data["event"] == "no":
        return render(request, "intake/self_check_result.html", {"gate": "no", "score": 0})
    return _items(request, ItemsForm(), typed)


def _items_answered(request: HttpRequest, typed: MultiValueDict) -> HttpResponse:
    form = ItemsForm(typed)
    if not form.is_valid():
        return _items(request, form, typed)
    context = {
        "score": form.score,
        "reaches_sensitive": form.score >= SENSITIVE_CUT,
        "reaches_efficient": form.score >= EFFICIENT_CUT,
    }
    return render(request, "intake/self_check_result.html", context)


def _gate(request: HttpRequest, form: GateForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "intro": words.EVENTS_INTRO, "events": words.EVENTS, "not_sent": status == 403}
    return render(request, "intake/self_check.html", context, status=status)


def _items(request: HttpRequest, form: ItemsForm, typed: MultiValueDict, status: int = 200) -> HttpResponse:
    context = {"form": form, "intro": words.ITEMS_INTRO, "not_sent": status == 403, "nonce": typed.get(NONCE)}
    return render(request, "intake/self_check_items.html", context, status=status)


def _english() -> str:
    with override(words.LANGUAGES[0]):
        return reverse("intake:self_check")
