"""What staff typed into "Add a request", sealed in the address of a page that shows it again.

As on the public forms, a refused form redirects there: Back, Forward and Reload show what was typed, and
nothing once it is saved. Only the account that typed it can open the address, for a quarter of an hour.
Nothing is stored.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from intake.crypto.receipts import is_nonce, new_nonce
from intake.crypto.sealed_input import InputGone, InputTooLong, open_input, seal_input
from intake.enums import Kind
from intake.services.requests.sent_forms import mark_sent, was_sent

NONCE = "nonce"


def kind_of(request: HttpRequest) -> Kind:
    """Return which form the address asks for, by default the callback."""
    wanted = request.GET.get("kind")
    return Kind(wanted) if wanted in Kind.values else Kind.CALLBACK


def address_of_typed(request: HttpRequest) -> str:
    """Return the path of the page that shows what was posted; "" if that is too long for an address."""
    typed = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    typed.pop("csrfmiddlewaretoken", None)
    nonce = request.POST.get(NONCE, "")
    typed[NONCE] = [nonce if is_nonce(nonce) else new_nonce()]
    try:
        code = seal_input(_purpose(request), typed, timezone.now())
    except InputTooLong:
        return ""
    return f"{reverse('admin:intake_submission_key_in_again', args=[code])}?kind={kind_of(request)}"


def typed_at(request: HttpRequest, code: str) -> MultiValueDict | None:
    """Return what this account typed; None if the address is unknown or too old, or it was saved."""
    now = timezone.now()
    try:
        typed = MultiValueDict(open_input(_purpose(request), code, now))
    except InputGone:
        return None
    return None if was_sent(typed[NONCE], now) else typed


def forget_typed(request: HttpRequest) -> None:
    """Show nothing anymore at addresses of the form that was just saved."""
    nonce = request.POST.get(NONCE, "")
    if is_nonce(nonce):
        mark_sent(nonce, timezone.now())


def _purpose(request: HttpRequest) -> str:
    return f"key-in.{request.user.pk}"
