"""The pages of this release pass the lint; the build fails when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import checks as django_checks
from django.core.checks import Error, run_checks
from django.utils.timezone import localdate

from content import checks
from content.library import library
from content.lint.finding import Finding


def test_the_pages_of_this_release_have_no_fault() -> None:
    told = [message for message in run_checks() if message.id.startswith("content.E")]

    assert told == []


def test_a_live_site_is_told_of_the_privacy_notice_that_the_clinic_has_not_given() -> None:
    notices = library().pages["notices"]
    owed = [told for told in run_checks(include_deployment_checks=True) if told.id == "content.E012"]

    assert ":::warning The clinic’s own notice must stand here" in notices.file.read_text(encoding="utf-8")
    assert [str(notices.file) in told.msg for told in owed] == [True] * 3


def test_every_word_of_the_glossary_is_explained_on_a_page_of_this_release() -> None:
    assert [message for message in run_checks() if message.id == "content.W003"] == []


def test_every_help_line_of_this_release_was_checked_within_half_a_year() -> None:
    stale = [name for name, line in library().registers.helplines.lines.items() if line.is_stale(localdate())]

    assert stale == []


@pytest.mark.parametrize(("rule", "kind"), [("content.E001", Error), ("content.W001", django_checks.Warning)])
def test_a_finding_is_told_with_file_line_and_mend(rule: str, kind: type) -> None:
    (message,) = checks.messages([Finding(rule, Path("a.md"), 7, "It is wrong.", "Mend it.")])

    assert (type(message), message.id, message.msg, message.hint) == (
        kind,
        rule,
        "a.md, line 7: It is wrong.",
        "Mend it.",
    )
