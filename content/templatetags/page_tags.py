"""Template tags for pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from content import structured_data
from content.page import Page

register = template.Library()


@register.simple_tag
def page_data(page: Page, hub: Page | str | None = None) -> SafeString:
    """Render the JSON-LD of a page. `hub` is its parent in the breadcrumb."""
    return structured_data.for_page(page, hub or None)
