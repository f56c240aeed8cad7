"""Pictures in the templates of pages."""

from __future__ import annotations

from django import template

from content.images import addressed

register = template.Library()
register.filter("addressed", addressed)
