"""Structured data (JSON-LD) of the FAQ page."""

from __future__ import annotations

from html import unescape

from django import template
from django.conf import settings
from django.db import Error as DatabaseError
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic_site.core import json_ld
from clinic_site.core.languages import current, prefix_of
from clinic_site.core.markdown import to_html
from intake.services import faq

register = template.Library()


@register.simple_tag
def faq_data() -> SafeString:
    """Return the JSON-LD block of the FAQ page, or "" if the database is unavailable."""
    try:
        entries = faq.published()
    except DatabaseError:
        return SafeString("")  # faq_topics, on the same page, informs the reader and logs the error
    url = settings.SITE_URL + reverse("intake:faq")
    pairs = [(entry.question, _plain(entry.answer)) for entry in entries]
    crumbs = [(_("Home"), f"{settings.SITE_URL}{prefix_of(current())}/"), (_("Questions people ask"), url)]
    return json_ld.block(json_ld.faq_page(url, pairs), json_ld.breadcrumb(crumbs))


def _plain(text: str) -> str:
    return " ".join(unescape(strip_tags(to_html(text))).split())
