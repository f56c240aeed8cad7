"""What the canary tells: readers, when the form may not reach us; staff, when it last came through."""

from __future__ import annotations

import logging
from typing import Any

from django import template
from django.db import Error as DatabaseError
from django.utils import timezone

from clinic_site import clinic
from intake.services import canary

register = template.Library()
log = logging.getLogger(__name__)


@register.inclusion_tag("intake/call_first.html", takes_context=True)
def call_first(context: template.Context) -> dict[str, Any]:
    """Ask people to call while the form may not reach us. A page of such a moment is kept nowhere."""
    red = False
    try:
        red = canary.is_red(timezone.now())
    except DatabaseError:
        log.exception("canary cannot be asked")
        red = True
    if red:
        context["request"].incomplete = True
    facts = clinic.current()
    return {"red": red, "phone": facts.clinic.phone, "link": facts.phone_link}


@register.inclusion_tag("admin/canary.html")
def canary_state() -> dict[str, Any]:
    """Say when the canary last came through."""
    return {
        "configured": canary.are_configured(),
        "red": canary.is_red(timezone.now()),
        "last_good": canary.last_good(),
    }
