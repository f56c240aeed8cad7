"""The bar on staff pages that shows problems of the site."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.utils import timezone

from clinic_site.ops.problems import problems

register = template.Library()


@register.inclusion_tag("admin/parts/problems.html", takes_context=True)
def site_problems(context: template.Context) -> dict[str, object]:
    """Show the current problems to staff who are signed in."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"problems": []}
    may_see_outbox = request.user.has_perm("intake.view_outboxmessage")
    return {"problems": problems(timezone.now()), "may_see_outbox": may_see_outbox}
