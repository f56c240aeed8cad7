"""The shipped pages pass the lint rules."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core import checks as django_checks
from django.core.checks import Error, run_checks
from django.core.management import call_command
from django.utils.timezone import localdate

from content import checks
from content.lint.finding import Finding


def test_shipped_pages_have_no_errors() -> None:
    errors = [message for message in run_checks() if message.id.startswith("content.E")]

    assert errors == []


def test_shipped_pages_explain_every_glossary_term() -> None:
    assert [message for message in run_checks() if message.id == "content.W003"] == []


@pytest.mark.parametrize(("rule", "kind"), [("content.E001", Error), ("content.W001", django_checks.Warning)])
def test_finding_becomes_a_check_message_with_file_line_and_hint(rule: str, kind: type) -> None:
    (message,) = checks.messages([Finding(rule, Path("a.md"), 7, "It is wrong.", "Fix it.")])

    assert (type(message), message.id, message.msg, message.hint) == (
        kind,
        rule,
        "a.md, line 7: It is wrong.",
        "Fix it.",
    )


@pytest.fixture
def a_year_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be due for review."""
    monkeypatch.setattr("content.checks.localdate", lambda: localdate() + dt.timedelta(days=400))


@pytest.mark.usefixtures("a_year_later")
def test_a_page_that_is_due_for_review_is_not_named_by_every_command() -> None:
    found = run_checks(tags=[django_checks.Tags.compatibility])

    assert [each for each in found if each.id == "content.W001"] == []


@pytest.mark.usefixtures("a_year_later")
def test_a_page_that_is_due_for_review_is_named_before_the_site_goes_live() -> None:
    assert "content.W001" in {each.id for each in checks.check_dates()}
    assert checks.check_dates in django_checks.registry.registry.deployment_checks


@pytest.mark.usefixtures("a_year_later")
def test_a_writer_is_shown_the_pages_that_are_due_for_review() -> None:
    err = io.StringIO()

    call_command("pages", skip_checks=True, stdout=io.StringIO(), stderr=err)

    assert "content.W001" in err.getvalue()
