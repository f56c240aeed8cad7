"""What the templates of pages need beside the page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from content import structured_data
from content.images import addressed
from content.library import Page

register = template.Library()
register.filter("addressed", addressed)


@register.simple_tag
def page_data(page: Page, hub: Page | str | None = None) -> SafeString:
    """Show the data block of a page, by way of its hub when there is one."""
    return structured_data.for_page(page, hub or None)
