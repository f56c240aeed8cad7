"""Template tags of the sign-in and account pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import Form

from clinic_site.accounts.second_factor import has_passed

register = template.Library()


@register.inclusion_tag("components/error_summary.html")
def problems(form: Form) -> dict[str, Any]:
    """Show all errors of a form; errors without a visible field link to the first field."""
    visible = form.visible_fields()
    first = visible[0].auto_id if visible else "content"
    errors = [{"message": message, "target": first} for message in form.non_field_errors()]
    errors += [{"message": message, "target": bound.auto_id} for bound in visible for message in bound.errors]
    hidden = [message for bound in form.hidden_fields() for message in bound.errors]
    return {"errors": errors + [{"message": message, "target": first} for message in hidden]}


@register.simple_tag(takes_context=True)
def has_second_factor(context: template.Context) -> bool:
    """Return whether the current user has passed a second factor."""
    return has_passed(context["request"])
