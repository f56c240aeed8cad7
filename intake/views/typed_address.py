"""Post, redirect, get for public forms: what was posted travels in the next page's address, sealed.

A page that answers a POST can't be shown again by "back". So a view seals what was posted and
redirects to a page that opens it:

    def form(request):
        if request.method == "POST" and not FormX(request.POST).is_valid():
            return to_typed(request, "form_again", purpose="x") or render(…, status=422)

    def form_again(request, code):
        typed = typed_in(code, purpose="x")   # None if its quarter of an hour is over
        return render(…, {"form": FormX(typed)}) if typed is not None else see_other("form")

Answers that aren't about the input (403, 429, 503) are given at once, so that their status is seen.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input
from intake.views.calm import see_other


def to_typed(request: HttpRequest, name: str, *args: str, purpose: str) -> HttpResponse | None:
    """Return a redirect (303) to the view `name`, with `args` and the sealed input in its address.

    None if the input is too long for an address; then there is no other way than to answer the post.
    """
    typed = {field: [str(value) for value in values] for field, values in request.POST.lists()}
    try:
        return see_other(name, *args, seal_input(purpose, typed, timezone.now()))
    except InputTooLong:
        return None


def typed_in(code: str, *, purpose: str) -> MultiValueDict | None:
    """Return what was posted, as a form expects it; None if the address is unknown or too old."""
    try:
        return MultiValueDict(open_input(purpose, code, timezone.now()))
    except InputGone:
        return None
