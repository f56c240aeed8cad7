"""Fields and validators for the facts. Nearly every fact is optional; readers don't see an empty one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise

from clinic_site.clinic import rules
from clinic_site.core.link_rules import LinkRules, problems_by_line


def _refuse(problem: str) -> None:
    if problem:
        raise ValidationError(problem[0].upper() + problem[1:] + ".", code="fact")


def valid_phone(value: str) -> None:
    """Raise ValidationError unless a link can dial `value`."""
    _refuse(rules.phone_problem(value))


def valid_postal_code(value: str) -> None:
    """Raise ValidationError unless `value` is a ZIP code."""
    _refuse(rules.postal_code_problem(value))


def valid_email(value: str) -> None:
    """Raise ValidationError unless `value` is one email address."""
    _refuse(rules.email_problem(value))


def valid_contact(value: str) -> None:
    """Raise ValidationError unless `value` is an email address or an https:// page."""
    _refuse(rules.contact_problem(value))


def valid_link(value: str) -> None:
    """Raise ValidationError unless `value` is an https:// page."""
    _refuse(rules.link_problem(value))


def valid_markdown(value: str) -> None:
    """Raise ValidationError for a link that hides its target, or a character that changes text direction."""
    if problems := problems_by_line(value, LinkRules(by_owner=True).problem):
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
