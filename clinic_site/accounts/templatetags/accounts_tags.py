"""Template tags of the sign-in and account pages."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.forms import Form
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from clinic_site.accounts.second_factor import has_passed

register = template.Library()
# In a cell, a value is escaped, so it can't be mistaken for an icon.
_ICON = re.compile(r'<img src="[^"]*" alt="(?P<alt>True|False)">')


@register.inclusion_tag("components/error_summary.html")
def problems(form: Form) -> dict[str, Any]:
    """Show all errors of a form; errors without a visible field link to the first field.

    These forms take passwords and codes, so it doesn't say that what was typed is still there.
    """
    visible = form.visible_fields()
    first = visible[0].auto_id if visible else "content"
    errors = [{"message": message, "target": first} for message in form.non_field_errors()]
    errors += [{"message": message, "target": bound.auto_id} for bound in visible for message in bound.errors]
    hidden = [message for bound in form.hidden_fields() for message in bound.errors]
    errors += [{"message": message, "target": first} for message in hidden]
    return {"errors": errors, "is_secret": True}


@register.simple_tag(takes_context=True)
def has_second_factor(context: template.Context) -> bool:
    """Return whether the current user has passed a second factor."""
    return has_passed(context["request"])


@register.filter
def with_labels(cells: list[SafeString], headers: list[dict[str, Any]]) -> list[SafeString]:
    """Return the cells of a changelist's row, each with the title of its column as `data-label`.

    Yes and no are words, in place of Django's icons.
    """
    return [_labeled(cell, str(header["text"])) for cell, header in zip(cells, headers, strict=True)]


def _word(icon: re.Match[str]) -> str:
    return gettext("Yes") if icon["alt"] == "True" else gettext("No")


def _labeled(cell: SafeString, title: str) -> SafeString:
    if "<" in title:  # the box that selects all rows
        return cell
    tag, rest = SafeString(cell[:3]), SafeString(_ICON.sub(_word, cell[3:]))  # "<td" or "<th"
    return format_html('{} data-label="{}"{}', tag, capfirst(title), rest)
