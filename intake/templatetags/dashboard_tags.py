"""The link to the dashboard."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse

from intake.roles import has_right

register = template.Library()


@register.simple_tag(takes_context=True)
def dashboard_address(context: Context) -> str:
    """Return the URL of the dashboard, or "" for users without permission."""
    return reverse("admin:dashboard") if has_right(context["request"].user, "view_dashboard") else ""
