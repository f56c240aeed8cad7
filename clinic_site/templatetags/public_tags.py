"""Template tags for links between public pages, and for the drugs on them."""

from __future__ import annotations

from django import template

from clinic_site.public import pages
from content.library import library

register = template.Library()


@register.simple_tag
def public_url(key: str) -> str:
    """Return the path of a public page in the current language. `key` is its slug or URL name."""
    return pages.path_of(key)


@register.filter
def fda_tag(drug: str) -> str:
    """Return a drug's FDA status for PTSD in a few words, or "" for what isn't a drug."""
    known = library().data.drugs.get(drug)
    return known.tag if known else ""


@register.filter
def fda_short(drug: str) -> str:
    """Return the sentence that stands out on pages about a drug: its status with the FDA for PTSD."""
    return library().data.drugs[drug].short
