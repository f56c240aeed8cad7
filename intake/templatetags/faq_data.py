"""The questions people ask, for machines."""

from __future__ import annotations

from html import unescape

from django import template
from django.conf import settings
from django.db import Error as DatabaseError
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic_site import linked_data
from clinic_site.markdown import to_html
from intake.services import faq

register = template.Library()


@register.simple_tag
def faq_data() -> SafeString:
    """Show the data block of the page of questions; nothing while the database is away."""
    try:
        entries = faq.published()
    except DatabaseError:
        return SafeString("")  # faq_list, on the same page, tells the reader and the log
    url = settings.SITE_URL + reverse("intake:faq")
    pairs = [(entry.question, _plain(entry.answer)) for entry in entries]
    crumbs = [(_("Home"), f"{settings.SITE_URL}/"), (_("Questions people ask"), url)]
    return linked_data.block(linked_data.faq_page(url, pairs), linked_data.breadcrumb(crumbs))


def _plain(text: str) -> str:
    return " ".join(unescape(strip_tags(to_html(text))).split())
