"""Template tags for links between public pages, and for the drugs on them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic_site.core.languages import codes, current
from clinic_site.public import pages
from content.library import library

register = template.Library()


@register.simple_tag
def public_url(key: str) -> str:
    """Return the path of a public page in the current language. `key` is its slug or URL name."""
    return pages.path_of(key)


@register.simple_tag
def same_form_in_other_languages() -> SafeString:
    """Return a button for each other language that shows a form there with what was typed, in `<noscript>`.

    With JavaScript, the language link in the header does so for a form with `data-in-language`. Put it after
    the button that sends the form: Enter presses the first one.
    """
    texts = []
    for code in codes():
        with override(code):
            texts.append((code, code, _("Read this form in English, with what you typed")))
    button = '<button class="button button-quiet" name="in_language" value="{}" lang="{}">{}</button>'
    others = format_html_join("\n", button, [each for each in texts if each[0] != current()])
    paragraph = '<noscript><p class="actions">{}</p></noscript>'
    return format_html(paragraph, others) if others else others


@register.filter
def fda_tag(drug: str) -> str:
    """Return a drug's FDA status for PTSD in a few words, or "" for what isn't a drug."""
    known = library().data.drugs.get(drug)
    return known.tag if known else ""


@register.filter
def fda_short(drug: str) -> str:
    """Return a drug's FDA status for PTSD in one sentence, as pages about it highlight it."""
    return library().data.drugs[drug].short
