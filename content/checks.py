"""System checks for the pages. `manage.py check` and the build run them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.timezone import localdate

from content.library import ROOT, library
from content.lint import dates, metadata, reading, wording, words
from content.lint.finding import Finding
from content.lint.readability import load_names


def register_all() -> None:
    """Register the checks with Django."""
    register(check_metadata, Tags.compatibility)
    register(check_wording, Tags.compatibility)
    register(check_readability, Tags.compatibility)
    register(check_dates, Tags.compatibility)
    register(check_glossary, Tags.compatibility)


def check_metadata(**_: Any) -> list[CheckMessage]:
    """Check titles, status boxes, and leftover placeholders."""
    return list(messages(metadata.findings(library())))


def check_wording(**_: Any) -> list[CheckMessage]:
    """Check for forbidden claims and for numbers without a source."""
    return list(messages(wording.findings(library())))


def check_readability(**_: Any) -> list[CheckMessage]:
    """Check the length of sentences and the reading grade."""
    return list(messages(reading.findings(library(), load_names(ROOT / "lint" / "readability.yaml"))))


def check_dates(**_: Any) -> list[CheckMessage]:
    """Check for overdue reviews of pages and help lines."""
    return list(messages(dates.findings(library(), localdate(), ROOT / "data" / "helplines.yaml")))


def check_glossary(**_: Any) -> list[CheckMessage]:
    """Check for glossary terms that no page explains."""
    return list(messages(words.findings(library(), ROOT / "data" / "glossary.yaml")))


def messages(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    """Yield findings as Django check messages: warnings for rule ids with W, errors for the others."""
    for found in findings:
        kind = checks.Warning if ".W" in found.rule else Error
        yield kind(f"{found.path}, line {found.line}: {found.what}", hint=found.hint, id=found.rule)
