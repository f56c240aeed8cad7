"""What a page of a request shows after its half hour: the change that was sent too late.

Looking up the request from there fills in the change again: the form sends it along, sealed, in `TYPED`. It
opens only with the same secret.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from intake.crypto.receipts import StatusAddress, secret_hash
from intake.crypto.sealed_input import InputTooLong
from intake.forms.status import ChangeForm, StatusForm
from intake.services.requests.sent_forms import left_since, seal_typed
from intake.spam.networks import visitor_of
from intake.views.answer_rows import posted_rows
from intake.views.typed_address import forget_on_leaving, keep_in_other_languages, typed_in

TYPED = "change"  # the field of a look-up
_TOO_LATE = "change too late"


def expired_page(request: HttpRequest, code: str, address: StatusAddress, typed: str) -> HttpResponse:
    """Say that the page with `code` has closed, and show the change that was sent to it, if any.

    In another language, `typed` is that change, sealed. Nothing is shown once the person has left the site
    from a page that the same secret opened.
    """
    identity, now = secret_hash(address.secret), timezone.now()
    given = _given(request, typed)
    rows = posted_rows(ChangeForm(given)) if given is not None else []
    if rows and any(left_since([identity], address.issued, address.times_left[:1], now)):
        rows = []
    if rows:
        forget_on_leaving(request, identity)
    if rows and request.method == "POST":
        keep_in_other_languages(request, "change_again", code, purpose=_TOO_LATE)
    context = {"rows": rows, "pressed": request.method == "POST" or bool(rows)}
    if rows and (change := _sealed(request, given, address.secret)):
        context |= {"form": StatusForm(), "change": change}
    return render(request, "intake/status_expired.html", context, status=410)


def typed_too_late(request: HttpRequest, secret: str) -> MultiValueDict | None:
    """Return the change that this look-up with `secret` sent along; None without one, or after 15 minutes."""
    sealed = request.POST.get(TYPED, "")
    return typed_in(request, sealed, purpose=_purpose(secret)) if sealed else None


def _sealed(request: HttpRequest, given: MultiValueDict, secret: str) -> str:
    try:
        return seal_typed(given, _purpose(secret), timezone.now(), visitor_of(request))
    except InputTooLong:
        return ""


def _purpose(secret: str) -> str:
    return f"{_TOO_LATE}.{secret_hash(secret)}"


def _given(request: HttpRequest, typed: str) -> MultiValueDict | None:
    if request.method == "POST":
        return request.POST if request.same_origin else None
    return typed_in(request, typed, purpose=_TOO_LATE) if typed else None
