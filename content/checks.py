"""System checks for the pages. `manage.py check` and the build run them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.timezone import localdate

from clinic_site.core.languages import codes
from content.library import ROOT, Library, library
from content.lint import dates, metadata, reading, translations, wording, words
from content.lint.finding import Finding
from content.lint.readability import load_names


def register_all() -> None:
    """Register the checks with Django."""
    register(check_metadata, Tags.compatibility)
    register(check_wording, Tags.compatibility)
    register(check_readability, Tags.compatibility)
    register(check_dates, Tags.compatibility)
    register(check_glossary, Tags.compatibility)
    register(check_translations, Tags.compatibility)


def check_metadata(**_: Any) -> list[CheckMessage]:
    """Check titles, status boxes, and leftover placeholders."""
    return _of_all_languages(metadata.findings)


def check_wording(**_: Any) -> list[CheckMessage]:
    """Check for forbidden claims and for numbers without a source."""
    return _of_all_languages(wording.findings)


def check_readability(**_: Any) -> list[CheckMessage]:
    """Check the length of sentences and the reading level."""
    names = load_names(ROOT / "lint" / "readability.yaml")
    return _of_all_languages(lambda site: reading.findings(site, names))


def check_dates(**_: Any) -> list[CheckMessage]:
    """Check for overdue reviews of pages and help lines."""
    return _of_all_languages(lambda site: dates.findings(site, localdate(), ROOT / "data" / "helplines.yaml"))


def check_glossary(**_: Any) -> list[CheckMessage]:
    """Check for glossary terms that no page explains."""
    return list(messages(words.findings(library(), ROOT / "data" / "glossary.yaml")))


def check_translations(**_: Any) -> list[CheckMessage]:
    """Check that translated pages have the figures, citations, claims and includes of their originals."""
    english = library(settings.LANGUAGE_CODE)
    return _of_all_languages(lambda site: translations.findings(site, english))


def _of_all_languages(rule: Callable[[Library], Iterable[Finding]]) -> list[CheckMessage]:
    """Return what a rule finds in the pages of every language, each finding once."""
    found = dict.fromkeys(each for language in codes() for each in rule(library(language)))
    return list(messages(found))


def messages(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    """Yield findings as Django check messages: warnings for rule ids with W, errors for the others."""
    for found in findings:
        kind = checks.Warning if ".W" in found.rule else Error
        yield kind(f"{found.path}, line {found.line}: {found.what}", hint=found.hint, id=found.rule)
