"""The call card of a made-up request, for new colleagues. Nothing on the page is stored anywhere."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.enums import CallTime, Channel, Kind
from intake.questions import CURRENT
from intake.roles import has_right
from intake.rules.safety_card import SafetyCard
from intake.staff.call_card.card import CallCard
from intake.staff.call_card.script import allowed, script

# 555-0100 to 555-0199 are reserved for examples, so no one is called by mistake.
_ANSWERS = {
    "for_whom": "me",
    "adult": "yes",
    "name": "Alex Example",
    "channel": "phone",
    "phone": {"typed": "(732) 555-0100", "e164": "+17325550100", "extension": ""},
    "email": "",
    "times": [CallTime.MORNING, CallTime.MIDDAY],
    "voicemail": False,
    "say_clinic_name": False,
    "ask_for": "Alex",
    "code_word": "",
    "language": "en",
    "wording": CURRENT[Kind.CALLBACK].version,
}


@require_safe
def example_card(request: HttpRequest) -> HttpResponse:
    """Show the card. Raises PermissionDenied for users who may not see requests."""
    if not has_right(request.user, "view_submission"):
        raise PermissionDenied
    rules = SafetyCard.from_answers(_ANSWERS)
    card = CallCard(
        name=_ANSWERS["name"],
        shown=_ANSWERS["phone"]["typed"],
        link="",
        allowed=allowed(rules),
        script=script(rules, _ANSWERS),
        channel=Channel.PHONE,
        broken=[],
        next_time=None,
        others=[],
        masked=0,
    )
    context = {"title": _("An example"), "card": card, "now": timezone.localtime()}
    return render(request, "admin/intake/submission/example.html", admin.site.each_context(request) | context)
