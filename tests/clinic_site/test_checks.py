"""What the system checks say of pages and addresses."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.checks import run_checks

from clinic_site import checks
from content.library import Library, library
from content.passages import Passage


def test_every_page_can_be_reached() -> None:
    assert checks.pages_can_be_reached() == []


def test_a_page_in_the_place_of_something_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    shadowed = dataclasses.replace(library().pages["crisis"], slug="faq")
    monkeypatch.setattr(checks, "library", lambda: Library({"faq": shadowed}))

    (fault,) = checks.pages_can_be_reached()

    assert (fault.id, "/faq/" in fault.msg) == ("clinic.E003", True)


@pytest.mark.parametrize(
    "href", ["/faq/", "/callback/", "/sitemap.xml", "/ptsd-medication-alternatives/#side-effects"]
)
def test_a_link_to_a_page_or_to_another_part_of_the_site_leads_somewhere(
    monkeypatch: pytest.MonkeyPatch, href: str
) -> None:
    _link_from_crisis(monkeypatch, href)

    assert checks.links_lead_somewhere() == []


@pytest.mark.parametrize(
    ("href", "rule"),
    [("/nowhere/", "content.E001"), ("/faq", "content.E001"), ("/safety/#gone", "content.E002")],
)
def test_a_link_of_a_page_that_leads_nowhere_is_named(
    monkeypatch: pytest.MonkeyPatch, href: str, rule: str
) -> None:
    _link_from_crisis(monkeypatch, href)

    (fault,) = checks.links_lead_somewhere()

    assert (fault.id, href in fault.msg, "crisis.md, line 7" in fault.msg) == (rule, True, True)


def test_the_check_command_names_a_link_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    _link_from_crisis(monkeypatch, "/nowhere/")

    assert [message.id for message in run_checks() if message.id.startswith("content.E")] == ["content.E001"]


def _link_from_crisis(monkeypatch: pytest.MonkeyPatch, href: str) -> None:
    pages = dict(library().pages)
    linking = Passage("paragraph", 7, 1, "words", links=(href,))
    pages["crisis"] = dataclasses.replace(pages["crisis"], passages=(linking,))
    monkeypatch.setattr(checks, "library", lambda: Library(pages))
