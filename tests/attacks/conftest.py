"""Attacks run like every other test; those that need a browser or a site of their own take long to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from clinic_site.page_memory import PageMemory
from clinic_site.wsgi import application
from intake.services.faq import load_first_entries
from tests.attacks.visitor import Visitor
from tests.journeys.conftest import browser_type_launch_args  # noqa: F401 (a fixture)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/attacks/" in str(item.path):
            item.add_marker(pytest.mark.attack)


@pytest.fixture
def visitor(db: None) -> Callable[..., Visitor]:
    """Return a maker of visitors to a site with its first questions."""
    load_first_entries()
    return Visitor


@pytest.fixture
def site(db: None) -> Iterator[PageMemory]:
    """Return the site as servers load it, with nothing in memory; the test's connection stays open."""
    load_first_entries()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield PageMemory(application.app, max_bytes=10_000_000, hosts={"testserver"})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
