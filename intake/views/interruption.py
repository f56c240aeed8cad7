"""Help shown before a request is sent, to somebody whose words are on the list of phrases.

Everything typed goes along in the page, and is sent with one button. Nothing is stored until
then, and nothing here claims that anybody has read it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from intake import risk_phrases
from intake.deadlines import next_reading
from intake.services.hours import current_clinic

_SEEN, _CHANGE = "help_shown", "change"


def should_interrupt(request: HttpRequest, texts: Iterable[str]) -> bool:
    """Return whether what was written holds such a phrase and its sender has not been shown help yet."""
    return _SEEN not in request.POST and risk_phrases.are_mentioned(texts)


def wants_to_change(request: HttpRequest) -> bool:
    """Return whether a person went back from the interruption to their form."""
    return _CHANGE in request.POST


def interrupt(request: HttpRequest) -> HttpResponse:
    """Show help, with everything typed and a button that sends it."""
    now = timezone.now()
    reads_next = next_reading(now, current_clinic())
    context = {
        "typed": [(name, value) for name, values in request.POST.lists() for value in values],
        "seen": _SEEN,
        "change": _CHANGE,
        "reads_next": reads_next if reads_next != now else None,
        "action": request.path,
    }
    return render(request, "intake/interruption.html", context)
