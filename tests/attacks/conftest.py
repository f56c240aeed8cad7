"""Fixtures for attack tests. Those that need a browser or a separate site take long to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from clinic_site.page_cache.middleware import PageCache
from clinic_site.wsgi import application
from intake.services.faq import load_shipped_entries
from tests.attacks.visitor import Visitor
from tests.journeys.conftest import browser_type_launch_args  # noqa: F401 (a fixture)
from tests.open_connection import open_connection


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/attacks/" in str(item.path):
            item.add_marker(pytest.mark.attack)


@pytest.fixture
def visitor(db: None) -> Callable[..., Visitor]:
    """Return a factory of visitors to a site with the shipped FAQ."""
    load_shipped_entries()
    return Visitor


@pytest.fixture
def site(db: None) -> Iterator[PageCache]:
    """Return the WSGI application with an empty page cache, and the shipped FAQ."""
    load_shipped_entries()
    with open_connection():
        yield PageCache(application.app, max_bytes=10_000_000, hosts={"testserver"})
