"""Post, redirect, get for public forms: what was posted travels in the next page's address, sealed.

A page that answers a POST can't be shown again by "back". So a view seals what was posted and
redirects to a page that opens it:

    def form(request):
        if request.method == "POST" and not FormX(request.POST).is_valid():
            return to_typed(request, "form_again", purpose="x", with_form=True) or render(…, status=422)

    def form_again(request, code):
        typed = typed_in(code, purpose="x")   # None if its quarter of an hour is over, or it was sent
        return render(…, {"form": FormX(typed)}) if typed is not None else see_other("form")

If the next page has a form with what was typed, what is sealed has a nonce, which the form sends along
in a hidden field. Once a view calls `forget_typed`, no address with this nonce shows anything, so "back"
shows no answers after sending, with scripts or without.

Answers that aren't about the input (403, 429, 503) are given at once, so that their status is seen. So is
the answer to more than fits into an address, like a pasted diary: the page then has all of it, and only
"back" to that page asks whether to send it again. The other ways to keep it would be worse: a cookie
is too small, and a draft would be stored before the person agreed to send anything.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from intake.crypto.receipts import is_nonce, new_nonce
from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input
from intake.services.requests.sent_forms import mark_sent, was_sent
from intake.views.calm import see_other

NONCE = "nonce"


class InputSent(Exception):
    """What an address contains was sent in the meantime. `typed` is what it contains."""

    def __init__(self, typed: MultiValueDict) -> None:
        super().__init__()
        self.typed = typed


def to_typed(
    request: HttpRequest, name: str, *args: str, purpose: str, with_form: bool = False
) -> HttpResponse | None:
    """Return a redirect (303) to the view `name`, with `args` and the sealed input in its address.

    If that page shows a form with the input, the input keeps the nonce of its form until that was sent;
    then, or if there is none, it gets a new one. None if the input is too long for an address; then the
    post has to be answered at once.
    """
    now = timezone.now()
    typed = {field: [str(value) for value in values] for field, values in request.POST.lists()}
    typed.pop(NONCE, None)
    if with_form:
        typed[NONCE] = [_nonce_for(request.POST.get(NONCE, ""), now)]
    try:
        return see_other(name, *args, seal_input(purpose, typed, now))
    except InputTooLong:
        return None


def typed_in(code: str, *, purpose: str) -> MultiValueDict | None:
    """Return what was posted, as a form expects it; None if the address is unknown, too old, or sent."""
    try:
        return typed_unless_sent(code, purpose=purpose)
    except (InputGone, InputSent):
        return None


def typed_unless_sent(code: str, *, purpose: str) -> MultiValueDict:
    """Return what was posted. Raises InputGone if the address is unknown or too old, InputSent if sent."""
    now = timezone.now()
    typed = MultiValueDict(open_input(purpose, code, now))
    if NONCE in typed and was_sent(typed[NONCE], now):
        raise InputSent(typed)
    return typed


def forget_typed(request: HttpRequest) -> None:
    """Show nothing anymore at addresses that contain the form which was just posted."""
    nonce = request.POST.get(NONCE, "")
    if is_nonce(nonce):
        mark_sent(nonce, timezone.now())


def _nonce_for(nonce: str, now: dt.datetime) -> str:
    return nonce if is_nonce(nonce) and not was_sent(nonce, now) else new_nonce()
