"""Post, redirect, get for public forms: what was posted travels in the next page's address, sealed.

A page that answers a POST can't be shown again by "back". So a view seals what was posted and
redirects to a page that opens it:

    def form(request):
        if request.method == "POST" and not FormX(request.POST).is_valid():
            return to_typed(request, "form_again", purpose="x", with_text=True) or render(…, status=422)

    def form_again(request, code):
        typed = typed_in(request, code, purpose="x")   # None after a quarter of an hour, or if it was sent
        return render(…, {"form": FormX(typed)}) if typed is not None else see_other("form")

If the next page shows what was typed, what is sealed has a nonce, which its form sends along in a hidden
field. Once a view calls `forget_typed`, no address with this nonce shows anything, so "back"
shows no answers after sending, with scripts or without. "Leave this site" leads through a page of ours
that does the same.

Answers that aren't about the input (403, 429, 503) are given at once, so that their status is seen. So is
the answer to more than fits into an address, like a pasted diary: the page then has all of it, and only
"back" to that page asks whether to send it again. The other ways to keep it would be worse: a cookie
is too small, and a draft would be stored before the person agreed to send anything.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from clinic_site.core.leaving import leave_through
from intake.crypto.receipts import is_nonce, new_nonce
from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input
from intake.services.requests.sent_forms import mark_left, mark_sent, was_left, was_sent
from intake.views.calm import see_other

NONCE = "nonce"
_LEAVE = "leave"


class InputSent(Exception):
    """What an address contains was sent in the meantime. `typed` is what it contains."""

    def __init__(self, typed: MultiValueDict) -> None:
        super().__init__()
        self.typed = typed


def to_typed(
    request: HttpRequest, name: str, *args: str, purpose: str, with_text: bool = False
) -> HttpResponse | None:
    """Return a redirect (303) to the view `name`, with `args` and the sealed input in its address.

    If that page shows what was typed, the input keeps the nonce of its form until that was sent or left;
    then, or if there is none, it gets a new one. None if the input is too long for an address; then the
    post has to be answered at once.
    """
    now = timezone.now()
    typed = {field: [str(value) for value in values] for field, values in request.POST.lists()}
    typed.pop(NONCE, None)
    if with_text:
        typed[NONCE] = [_nonce_for(request.POST.get(NONCE, ""), now)]
    try:
        return see_other(name, *args, seal_input(purpose, typed, now))
    except InputTooLong:
        return None


def typed_in(request: HttpRequest, code: str, *, purpose: str) -> MultiValueDict | None:
    """Return what was posted, as a form expects it; None if the address is unknown, too old, or sent.

    "Leave this site" on the page that answers `request` will make its addresses show nothing anymore.
    """
    try:
        return typed_unless_sent(request, code, purpose=purpose)
    except (InputGone, InputSent):
        return None


def typed_unless_sent(request: HttpRequest, code: str, *, purpose: str) -> MultiValueDict:
    """Return what was posted. Raises InputSent if it was sent.

    Raises InputGone if the address is unknown or too old, or if the person left the site.
    """
    now = timezone.now()
    typed = MultiValueDict(open_input(purpose, code, now))
    if NONCE not in typed:
        return typed
    if was_sent(typed[NONCE], now):
        raise InputSent(typed)
    if was_left(typed[NONCE], now):
        raise InputGone
    leave_through(request, reverse("intake:leave_typed", args=[_sealed_nonce(typed[NONCE], now)]))
    return typed


def forget_left(code: str) -> None:
    """Show nothing anymore at the addresses that belong to a link made by `leave_through`."""
    now = timezone.now()
    try:
        nonce = open_input(_LEAVE, code, now)[NONCE][0]
    except InputGone:
        return  # so are the addresses
    mark_left(nonce, now)


def forget_typed(request: HttpRequest) -> None:
    """Show nothing anymore at addresses that contain the form which was just posted."""
    nonce = request.POST.get(NONCE, "")
    if is_nonce(nonce):
        mark_sent(nonce, timezone.now())


def _nonce_for(nonce: str, now: dt.datetime) -> str:
    is_known = is_nonce(nonce) and not was_sent(nonce, now) and not was_left(nonce, now)
    return nonce if is_known else new_nonce()


def _sealed_nonce(nonce: str, now: dt.datetime) -> str:
    return seal_input(_LEAVE, {NONCE: [nonce]}, now)
