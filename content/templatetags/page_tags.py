"""Template tags for pages."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from content import structured_data
from content.data.claims import CERTAINTY_WORDS, Certainty
from content.page import Page

register = template.Library()


@register.simple_tag
def page_data(page: Page, hub: Page | str | None = None) -> SafeString:
    """Render the JSON-LD of a page. `hub` is its parent in the breadcrumb."""
    return structured_data.for_page(page, hub or None)


@register.filter
def certainty_words(certainty: Certainty) -> Promise:
    """Return the words for a certainty in the language of the page."""
    return CERTAINTY_WORDS[certainty]
