"""System checks of the pages: `manage.py check` runs the lint, and so does a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.timezone import localdate

from content.library import ROOT, library
from content.lint import dates, heads, reading, wording, words
from content.lint.finding import Finding
from content.readability import load_names


def register_all() -> None:
    """Register the checks with Django."""
    register(pages_say_what_they_must, Tags.compatibility)
    register(pages_promise_nothing, Tags.compatibility)
    register(pages_can_be_read, Tags.compatibility)
    register(pages_are_fresh, Tags.compatibility)
    register(pages_use_the_glossary, Tags.compatibility)


def pages_say_what_they_must(**_: Any) -> list[CheckMessage]:
    """Titles, status boxes, descriptions of images, nothing left to fill in."""
    return list(messages(heads.findings(library())))


def pages_promise_nothing(**_: Any) -> list[CheckMessage]:
    """No forbidden claim, and no figure without a source."""
    return list(messages(wording.findings(library())))


def pages_can_be_read(**_: Any) -> list[CheckMessage]:
    """Short sentences and plain words."""
    return list(messages(reading.findings(library(), load_names(ROOT / "readability.yaml"))))


def pages_are_fresh(**_: Any) -> list[CheckMessage]:
    """Reviews and help lines that are due."""
    return list(messages(dates.findings(library(), localdate(), ROOT / "helplines.yaml")))


def pages_use_the_glossary(**_: Any) -> list[CheckMessage]:
    """Words that no page explains."""
    return list(messages(words.findings(library(), ROOT / "glossary.yaml")))


def messages(findings: Iterable[Finding]) -> Iterator[CheckMessage]:
    """Yield findings as Django reports them; a rule named W is a warning."""
    for found in findings:
        kind = checks.Warning if ".W" in found.rule else Error
        yield kind(f"{found.path}, line {found.line}: {found.what}", hint=found.mend, id=found.rule)
