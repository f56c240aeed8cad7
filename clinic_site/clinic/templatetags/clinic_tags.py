"""Template tags for pictures and texts of the clinic."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from clinic_site.clinic import current
from clinic_site.clinic.facts import Picture
from clinic_site.clinic.hours import moment_in_words
from clinic_site.clinic.picture_formats import CONTENT_TYPES
from clinic_site.clinic.state_names import state_name
from clinic_site.clinic.translations import InEnglish
from clinic_site.core.line_breaks import unbroken
from clinic_site.core.markdown import parser, sanitize

register = template.Library()
register.filter("unbroken", stringfilter(unbroken), is_safe=True)
register.filter("state_name", state_name)


@register.filter
def moment(at: dt.datetime | None, style: str) -> str:
    """Return a time and its zone in words. `style` names a format of `clinic_site.formats`."""
    return moment_in_words(at, style, current())


@register.simple_tag
def sources_of(picture: Picture) -> dict[str, Any]:
    """Return `sources` (type and srcset of each format) and `src`, the JPEG of medium width."""
    widths = picture.widths
    sources = [
        {"type": kind, "srcset": ", ".join(f"{_url(picture, width, name)} {width}w" for width in widths)}
        for name, kind in CONTENT_TYPES.items()
    ]
    return {"sources": sources, "src": _url(picture, widths[len(widths) // 2], "jpg")}


_TITLES = {
    "privacy": gettext_lazy("Our notice of privacy practices"),
    "estimate": gettext_lazy("Our good-faith estimates"),
    "nondiscrimination": gettext_lazy("Our notice of nondiscrimination"),
    "complaints": gettext_lazy("How to complain to us"),
}


@register.filter
def notice_title(kind: str) -> str:
    """Return the heading above a notice of a kind."""
    return str(_TITLES[kind])


@register.filter
def notice_html(text: str) -> SafeString:
    """Return the Markdown of a legal notice as HTML."""
    return _notice_html(text)


@lru_cache(maxsize=16)
def _notice_html(text: str) -> SafeString:
    # Without typographic quotes, which take quadratic time in a long text.
    return sanitize(parser().disable(["replacements", "smartquotes"]).render(text))


def _url(picture: Picture, width: int, name: str) -> str:
    values = {"digest": picture.digest, "width": width, "kind": name}
    return reverse("picture", kwargs=values, urlconf="clinic_site.public.urls")


@register.filter
def marked(text: str) -> str:
    """Return a text of the clinic, in a `span` with its language if that is not the page's."""
    return format_html('<span lang="en">{}</span>', text) if isinstance(text, InEnglish) else text


@register.filter
def lang_of(text: str) -> str:
    """Return a `lang` attribute for a text that is not in the language of the page, or ""."""
    return SafeString(' lang="en"') if isinstance(text, InEnglish) else ""


_BULLET = re.compile(r"^\s*(?:[-–•·]|\*(?=\s|$))")  # not emphasis, like *this*


@register.filter
def list_items(text: str) -> list[str]:
    """Return the lines of a text as the items of a list, without typed bullets."""
    items = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return [item for item in items if item]


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return a text of the clinic as paragraphs, in a `div` with its language if that is not the page's."""
    html = SafeString(linebreaks(text, autoescape=True))
    return format_html('<div lang="en">{}</div>', html) if isinstance(text, InEnglish) else html
