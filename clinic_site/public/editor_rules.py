"""Validation of FAQ answers by editors against the sources and pages of the site."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from clinic_site.core.languages import language_of_path
from clinic_site.core.link_rules import problems_by_line
from clinic_site.core.markdown import MAX_LENGTH
from clinic_site.public.pages import is_route, public_pages
from content.library import library
from content.lint.links import link_targets


def answer_problems(text: str) -> list[str]:
    """Return the problems in an answer's Markdown, each with its line.

    Texts longer than MAX_LENGTH characters, which the model rejects, are not read: parsing can take
    quadratic time.
    """
    if len(text) > MAX_LENGTH:
        return []
    rules = library().data.links
    return problems_by_line(text, lambda href: rules.problem(href) or page_problem(href))


def page_problem(href: str) -> str:
    """Return what is wrong with a link within the site; empty for valid and for external links."""
    link = urlsplit(href)
    if link.scheme or link.netloc:
        return ""
    with override(language_of_path(link.path)):  # routes and headings are those of its language
        page = {each.path: each for each in public_pages().values()}.get(link.path)
        exists = page is not None or is_route(link.path)
    if not exists:
        return _("There is no page %(href)r. Write the address like /crisis/.") % {"href": href}
    if page and page.page and link.fragment and link.fragment not in link_targets(page.page):
        return _("The page of %(href)r has no such heading. Copy the address from its table of contents.") % {
            "href": href
        }
    return ""


def source_problems(names: Iterable[str]) -> list[str]:
    """Return a message for each id that is not a known source."""
    known = library().data.references
    return [
        _("There is no source %(name)r. The ids are in content/data/references.yaml.") % {"name": name}
        for name in names
        if name not in known
    ]
