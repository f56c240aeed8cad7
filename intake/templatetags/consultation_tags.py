"""What the pages of the consultation say of our opening hours."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from clinic_site import clinic
from intake.deadlines import next_reading

register = template.Library()


@register.inclusion_tag("intake/consultation/when_read.html")
def when_read() -> dict[str, Any]:
    """Say when staff next read requests, that today is closed if it is, and where to turn before."""
    facts, now = clinic.current(), timezone.now()
    today = now.astimezone(facts.zone).date()
    reads_next = next_reading(now, facts)
    return {
        "reads_now": reads_next == now,
        "reads_next": reads_next,
        "closed_today": facts.hours_known and not facts.spans_on(today),
        "holiday": facts.holidays.get(today, ""),
    }
