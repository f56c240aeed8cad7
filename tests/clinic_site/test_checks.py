"""What the system checks say of pages and addresses."""

from __future__ import annotations

import dataclasses

import pytest

from clinic_site import checks
from content.library import Library, library


def test_every_page_can_be_reached() -> None:
    assert checks.pages_can_be_reached() == []


def test_a_page_in_the_place_of_something_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    shadowed = dataclasses.replace(library().pages["crisis"], slug="faq")
    monkeypatch.setattr(checks, "library", lambda: Library({"faq": shadowed}))

    (fault,) = checks.pages_can_be_reached()

    assert (fault.id, "/faq/" in fault.msg) == ("clinic.E003", True)
