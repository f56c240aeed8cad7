"""Template tags for links between public pages."""

from __future__ import annotations

from django import template

from clinic_site.public import pages

register = template.Library()


@register.simple_tag
def public_url(key: str) -> str:
    """Return the path of a public page in the current language. `key` is its slug or URL name."""
    return pages.path_of(key)
