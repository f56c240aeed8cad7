"""Crisis help, shown before a request is sent, to a person who wrote one of the risk phrases.

The page contains everything entered and a button that sends it. Nothing is stored until then, and the
page doesn't suggest that anyone has read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinic_site.clinic import current as current_clinic
from intake.rules import risk_phrases
from intake.rules.deadlines import next_reading
from intake.services.requests.sent_forms import NONCE, nonce_in

_SEEN, _CHANGE = "help_shown", "change"


def should_interrupt(typed: Mapping[str, Any], texts: Iterable[str]) -> bool:
    """Return whether `texts` contain a risk phrase and the sender of `typed` hasn't been shown help yet."""
    return _SEEN not in typed and risk_phrases.are_mentioned(texts)


def wants_to_change(typed: Mapping[str, Any]) -> bool:
    """Return whether the person chose to go back to the form."""
    return _CHANGE in typed


def interrupt(
    request: HttpRequest, typed: list[tuple[str, str]] | None = None, *, action: str = ""
) -> HttpResponse:
    """Show help, with everything entered and a button that sends it to `action`.

    `typed` are the names and values to send: by default what was posted, to the same address.
    """
    now = timezone.now()
    reads_next = next_reading(now, current_clinic())
    if typed is None:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
    others = [pair for pair in typed if pair[0] != NONCE]
    context = {
        "typed": [*others, (NONCE, nonce_in(dict(typed)))],
        "seen": _SEEN,
        "change": _CHANGE,
        "reads_next": reads_next if reads_next != now else None,
        "action": action or request.path,
    }
    return render(request, "intake/interruption.html", context)
