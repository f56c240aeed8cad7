"""At the start each process renders the public pages, before anybody asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.utils.translation import override

from clinic_site.core.languages import codes
from clinic_site.page_cache import prewarm
from clinic_site.page_cache.middleware import PageCache
from clinic_site.public import pages
from tests.open_connection import open_connection

HOST = urlsplit(settings.SITE_URL).netloc
pytestmark = pytest.mark.usefixtures("connection_stays")


@pytest.fixture
def connection_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the connection to the test's database open, and take no pauses."""
    monkeypatch.setattr(prewarm, "_PAUSE", 0)
    close_all = connections.close_all

    def close_those_of_other_threads() -> None:
        if threading.current_thread() is not threading.main_thread():
            close_all()  # Python 3.13 warns of an SQLite connection that nobody closed

    monkeypatch.setattr(connections, "close_all", close_those_of_other_threads)
    with open_connection():
        yield


@pytest.mark.parametrize("trust_proxy", [False, True])
def test_after_warming_no_page_of_the_library_is_rendered_for_a_reader(ask: Any, trust_proxy: bool) -> None:
    site, asked = WSGIHandler(), []

    def counting(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return site(environ, start_response)

    # No page grows old while a loaded machine renders the others.
    page_cache = PageCache(
        counting, max_bytes=50_000_000, hosts={HOST}, trust_proxy=trust_proxy, clock=lambda: 0.0
    )
    prewarm.prewarm(page_cache)
    warmed = list(asked)

    every, paths = [], []
    for code in codes():
        with override(code):
            every += [entry.path for entry in pages.listed()]
            paths += [entry.path for entry in pages.listed() if entry.page]
    answers = [ask(path, of=page_cache, HTTP_HOST=HOST).status for path in paths]

    assert set(answers) == {200}
    assert asked == warmed
    assert set(every) == set(warmed)
    assert len(warmed) == len(set(warmed))


def test_a_page_that_breaks_leaves_the_process_at_work(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Any:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        prewarm.start(PageCache(broken, max_bytes=1)).join(30)

    assert "prewarming failed" in caplog.text
