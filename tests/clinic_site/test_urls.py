"""All URLs of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from clinic_site.public.pages import footer, menu


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@pytest.fixture
def views() -> dict[str, Callable[..., Any]]:
    """Return every CSRF-exempt view by its full name."""
    callbacks = [pattern.callback for pattern in patterns(get_resolver())]
    return {
        f"{view.__module__}.{view.__qualname__}": view
        for view in callbacks
        if getattr(view, "csrf_exempt", False)
    }


def test_every_csrf_exempt_view_checks_the_origin(views: dict[str, Callable[..., Any]]) -> None:
    unguarded = [name for name, view in views.items() if not getattr(view, "guards_same_origin", False)]

    assert unguarded == [], "decorate it with same_origin_post of clinic_site/core/same_origin.py"


def test_only_public_forms_are_csrf_exempt(views: dict[str, Callable[..., Any]]) -> None:
    assert sorted(views) == [
        "content.question_sheet.views.question_sheet",
        "intake.views.callback.callback",
        *(f"intake.views.consultation.{name}" for name in ("start", "step")),
        "intake.views.consultation_sending.send",
        *(f"intake.views.drafts.{name}" for name in ("later", "leave", "resume")),
        "intake.views.faq.faq_clear",
        "intake.views.hidden_answers.show",
        "intake.views.leaving.leave_site",
        "intake.views.self_check.self_check",
        "intake.views.status.change",
        "intake.views.status.status",
        "intake.views.status.undo_withdrawal",
        "intake.views.status.withdraw_request",
        "intake.views.suitability.suitability",
    ]


@pytest.mark.parametrize("address", [address for address, _ in menu() + footer()])
def test_the_navigation_links_to_existing_pages(address: str) -> None:
    assert resolve(address).func is not None
