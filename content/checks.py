"""System checks for the pages. `manage.py check` and the build run them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.utils.timezone import localdate

from clinic_site.core.languages import codes
from content.library import ROOT, Library, library
from content.lint import dates, glossary, metadata, reading, translations, wording
from content.lint.finding import Finding
from content.lint.readability import load_names


def check_pages(**_: Any) -> list[CheckMessage]:
    """Return what the rules of content/lint find in the pages of every language, each finding once.

    The links are not checked here: they need the routes of the whole site.
    """
    english = library(settings.LANGUAGE_CODE)
    names = load_names(ROOT / "lint" / "readability.yaml")
    rules: list[Callable[[Library], Iterable[Finding]]] = [
        metadata.findings,
        wording.findings,
        lambda site: reading.findings(site, names),
        lambda _site: glossary.findings(english, ROOT / "data" / "glossary.yaml"),
        lambda site: translations.findings(site, english),
    ]
    found = dict.fromkeys(each for rule in rules for code in codes() for each in rule(library(code)))
    return list(messages(found))


def check_dates(**_: Any) -> list[CheckMessage]:
    """Return what is due for review or for a check, each finding once.

    Time alone makes it due, so only `check --deploy` and `pages` say so: it would be in the output of every
    command and in the log of every service, for a month and more.
    """
    today, helplines = localdate(), ROOT / "data" / "helplines.yaml"
    found = dict.fromkeys(
        each for code in codes() for each in dates.findings(library(code), today, helplines)
    )
    return list(messages(found))


def messages(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    """Yield findings as Django check messages: warnings for rule ids with W, errors for the others."""
    for found in findings:
        kind = checks.Warning if ".W" in found.rule else Error
        yield kind(f"{found.path}, line {found.line}: {found.what}", hint=found.hint, id=found.rule)
