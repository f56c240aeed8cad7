"""The canary's state: a notice to readers if forms may not arrive, and the last success for staff."""

from __future__ import annotations

import logging
from typing import Any

from django import template
from django.db import Error as DatabaseError
from django.utils import timezone

from clinic_site import clinic
from intake.services.jobs import canary

register = template.Library()
log = logging.getLogger(__name__)


@register.inclusion_tag("intake/call_first.html", takes_context=True)
def call_first(context: template.Context) -> dict[str, Any]:
    """Ask people to call if forms may not arrive. A page with this notice isn't cached."""
    try:
        red = canary.is_failing(timezone.now())
    except DatabaseError:
        log.exception("canary cannot be asked")
        red = True
    if red:
        context["request"].incomplete = True
    facts = clinic.current()
    return {"red": red, "phone": facts.clinic.phone, "link": facts.phone_link}


@register.inclusion_tag("admin/canary.html")
def canary_state() -> dict[str, Any]:
    """Show when the canary last succeeded."""
    return {
        "configured": canary.are_configured(),
        "red": canary.is_failing(timezone.now()),
        "last_success": canary.last_success(timezone.now()),
    }
