"""What the pages of the doors need beside their context."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import Form

from clinic_site.doors.second_factor import has_passed

register = template.Library()


@register.inclusion_tag("components/error_summary.html")
def problems(form: Form) -> dict[str, Any]:
    """Show every error of a form; one that belongs to no field leads to the first box."""
    visible = form.visible_fields()
    first = visible[0].auto_id if visible else "content"
    errors = [{"message": message, "target": first} for message in form.non_field_errors()]
    errors += [{"message": message, "target": bound.auto_id} for bound in visible for message in bound.errors]
    hidden = [message for bound in form.hidden_fields() for message in bound.errors]
    return {"errors": errors + [{"message": message, "target": first} for message in hidden]}


@register.simple_tag(takes_context=True)
def may_walk_on(context: template.Context) -> bool:
    """Return whether whoever looks at the page has shown a second factor."""
    return has_passed(context["request"])
