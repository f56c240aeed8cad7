"""System checks of pages and links."""

from __future__ import annotations

import dataclasses

import pytest
from django.conf import settings
from django.core.checks import run_checks

from clinic_site import checks
from content.library import Library, library
from content.markup.passages import Passage


def test_languages_of_the_site_have_their_formats() -> None:
    assert checks.languages_have_formats() == []


def test_a_language_without_formats_is_reported_with_the_file_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "LANGUAGES", [("en", "English"), ("fr", "French")])

    (error,) = checks.languages_have_formats()

    assert (error.id, "DAY_TIME_FORMAT" in error.msg) == ("clinic.E005", True)
    assert "clinic_site/formats/fr/formats.py" in error.hint


def test_every_page_is_reachable() -> None:
    assert checks.pages_are_reachable() == []


def test_a_page_shadowed_by_another_view_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LANGUAGES", [("en", "English")])
    shadowed = dataclasses.replace(library().pages["crisis"], slug="faq")
    monkeypatch.setattr(checks, "library", lambda: Library({"faq": shadowed}))

    (error,) = checks.pages_are_reachable()

    assert (error.id, "/faq/" in error.msg) == ("clinic.E003", True)


@pytest.mark.parametrize(
    "href", ["/faq/", "/callback/", "/sitemap.xml", "/ptsd-medication-alternatives/#side-effects"]
)
def test_a_link_to_a_page_or_another_view_resolves(monkeypatch: pytest.MonkeyPatch, href: str) -> None:
    _link_from_crisis(monkeypatch, href)

    assert checks.links_resolve() == []


@pytest.mark.parametrize(
    ("href", "rule"),
    [("/nowhere/", "content.E001"), ("/faq", "content.E001"), ("/safety/#gone", "content.E002")],
)
def test_a_broken_link_is_reported(monkeypatch: pytest.MonkeyPatch, href: str, rule: str) -> None:
    _link_from_crisis(monkeypatch, href)

    (error,) = checks.links_resolve()

    assert (error.id, href in error.msg, "crisis.md, line 7" in error.msg) == (rule, True, True)


def test_the_check_command_reports_a_broken_link(monkeypatch: pytest.MonkeyPatch) -> None:
    _link_from_crisis(monkeypatch, "/nowhere/")

    assert [message.id for message in run_checks() if message.id.startswith("content.E")] == ["content.E001"]


def _link_from_crisis(monkeypatch: pytest.MonkeyPatch, href: str) -> None:
    monkeypatch.setattr(settings, "LANGUAGES", [("en", "English")])
    pages = dict(library().pages)
    linking = Passage("paragraph", 7, 1, "words", links=(href,))
    pages["crisis"] = dataclasses.replace(pages["crisis"], passages=(linking,))
    monkeypatch.setattr(checks, "library", lambda: Library(pages))
