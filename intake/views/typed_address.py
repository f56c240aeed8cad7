"""Post, redirect, get for public forms: what was posted travels in the next page's address, sealed.

A page that answers a POST can't be shown again by "back". So a view seals what was posted and
redirects to a page that opens it:

    def form(request):
        if request.method == "POST" and not FormX(request.POST).is_valid():
            return to_typed(request, "form_again", purpose="x") or render(…, status=422)

    def form_again(request, code):
        typed = typed_in(request, code, purpose="x")   # None after a quarter of an hour, or if it was sent
        return render(…, {"form": FormX(typed)}) if typed is not None else see_other("form")

Once a view calls `mark_sent`, no address of the form that was posted shows anything, so "back" shows no
answers after sending, with scripts or without. "Leave this site" leads through a page of ours that does
the same, also from a result, and from a page that was opened later. See `sent_forms`.

Responses that aren't about the input (403, 429, 503) answer the POST directly, so that their status is
seen. So does the response to input that is too long for an address, like a pasted diary: the page contains
all of it, and only "back" to that page asks whether to send it again. Other ways to keep it would be worse: a
cookie is too small, and a draft would be stored before the person agreed to send anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from clinic_site.core.languages import codes, current, set_path_to_translate
from clinic_site.core.leaving import leave_through
from intake.crypto.receipts import is_nonce
from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input
from intake.forms.fields import IN_LANGUAGE
from intake.services.requests.sent_forms import NONCE, InputSent, mark_left, open_typed, seal_typed
from intake.spam.networks import visitor_of
from intake.views.redirects import see_other

_LEAVE = "leave"
_OPEN = dt.timedelta(days=1)  # a page may be open for long before the person leaves it


def to_typed(
    request: HttpRequest,
    name: str,
    *args: str,
    purpose: str,
    without: tuple[str, ...] = (),
    also: Mapping[str, str] | None = None,
) -> HttpResponse | None:
    """Return a redirect (303) to the view `name`, with `args` and the sealed input in its address.

    The fields `without` are left out, and `also` is sealed with the rest. None if that is too long for an
    address; then the POST has to be answered directly. An unfinished form leads to the page in the language
    that its field IN_LANGUAGE names.
    """
    typed = request.POST.copy()
    for field in without:
        typed.pop(field, None)
    for field, value in (also or {}).items():
        typed[field] = value
    wanted = typed.get(IN_LANGUAGE)
    try:
        sealed = seal_typed(typed, purpose, timezone.now(), visitor_of(request))
    except InputTooLong:
        return None
    with translation.override(wanted if wanted in codes() else current()):
        return see_other(name, *args, sealed)


def keep_in_other_languages(
    request: HttpRequest, name: str, *args: str, purpose: str, without: tuple[str, ...] = ()
) -> None:
    """Let a page that answers a POST directly link to the view `name` in the other languages.

    That view shows what was posted, as after `to_typed`, unless it is too long for an address.
    """
    if address := to_typed(request, name, *args, purpose=purpose, without=(*without, IN_LANGUAGE)):
        set_path_to_translate(request, address["Location"])


def typed_in(request: HttpRequest, code: str, *, purpose: str) -> MultiValueDict | None:
    """Return what was posted, as a form expects it; None if the address is unknown, too old, or sent.

    "Leave this site" on the page that answers `request` then closes the addresses of this form.
    """
    try:
        return typed_unless_sent(request, code, purpose=purpose)
    except (InputGone, InputSent):
        return None


def typed_unless_sent(request: HttpRequest, code: str, *, purpose: str) -> MultiValueDict:
    """Return what was posted. Raises InputSent and InputGone as `open_typed` does."""
    typed = open_typed(purpose, code, timezone.now(), visitor_of(request))
    forget_on_leaving(request, typed.get(NONCE, ""))
    return typed


def forget_on_leaving(request: HttpRequest, nonce: str) -> None:
    """Let "Leave this site" on the page that answers `request` close what `nonce` identifies, too."""
    request.left_nonces = [*getattr(request, "left_nonces", []), nonce]
    sealed = seal_input(_LEAVE, {NONCE: request.left_nonces}, timezone.now())
    leave_through(request, reverse("intake:leave_typed", args=[sealed]))


def forget_posted_on_leaving(request: HttpRequest) -> None:
    """Let "Leave this site" on a page that answers a POST directly close the addresses of its form."""
    if is_nonce(nonce := request.POST.get(NONCE, "")):
        forget_on_leaving(request, nonce)


def forget_left(request: HttpRequest, code: str) -> None:
    """Close the addresses that belong to a link of `forget_on_leaving`, and this visitor's earlier ones."""
    now = timezone.now()
    try:
        nonces = open_input(_LEAVE, code, now, _OPEN)[NONCE]
    except InputGone:
        nonces = []
    mark_left([*nonces, visitor_of(request)], now)
