"""Fields of the facts: nearly every fact is optional, and an empty one is not shown anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic_site.clinic import rules
from clinic_site.core.link_rules import LinkRules, bidi_lines, links
from clinic_site.core.markdown import parser


def _validator(problem: Callable[[str], str]) -> Callable[[str], None]:
    def validate(value: str) -> None:
        if found := problem(value):
            raise ValidationError(found[0].upper() + found[1:] + ".", code="fact")

    return validate


def valid_phone(value: str) -> None:
    """Raise ValidationError unless a link can dial `value`."""
    _validator(rules.phone_problem)(value)


def valid_postal_code(value: str) -> None:
    """Raise ValidationError unless `value` is a ZIP code."""
    _validator(rules.postal_code_problem)(value)


def valid_email(value: str) -> None:
    """Raise ValidationError unless `value` is one email address."""
    _validator(rules.email_problem)(value)


def valid_contact(value: str) -> None:
    """Raise ValidationError unless `value` is an email address or an https:// page."""
    _validator(rules.contact_problem)(value)


def valid_link(value: str) -> None:
    """Raise ValidationError unless `value` is an https:// page."""
    _validator(rules.link_problem)(value)


def valid_markdown(value: str) -> None:
    """Raise ValidationError for a link that hides its target, or text that changes its direction."""
    rules = LinkRules(by_owner=True)
    found = [(line, rules.problem(href)) for line, href in links(parser(), value)]
    found += [
        (line, _("Remove the invisible character that changes the direction of text."))
        for line in bidi_lines(value)
    ]
    problems = [
        _("Line %(line)s: %(problem)s") % {"line": line, "problem": said} for line, said in found if said
    ]
    if problems:
        raise ValidationError(problems, code="fact")


def line(
    name: str | Promise, help_text: str | Promise = "", length: int = 120, **more: Any
) -> models.CharField:
    """Return a field for one line of text, which may be empty unless `blank` is false."""
    options = {"blank": True, "default": "", "help_text": help_text} | more
    return models.CharField(name, max_length=length, **options)


def text(name: str | Promise, help_text: str | Promise = "", length: int = 2000) -> models.TextField:
    """Return a field for a few paragraphs of text."""
    return models.TextField(name, max_length=length, blank=True, default="", help_text=help_text)
