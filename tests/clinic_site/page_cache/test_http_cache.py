"""A table of requests and of what a shared HTTP cache may answer to them (RFC 9110, RFC 9111, RFC 5861).

Covers the cases of the public suite https://github.com/http-tests/cache-tests that apply to a cache
that is part of the origin: no partial content, no private cache, no heuristic freshness.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clinic_site.page_cache.middleware import PageCache

Ask = Callable[..., Any]
FRESH = "public, max-age=60"
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"

# Cache-Control of the response, further headers, seconds until the second request, answered from the cache?
STORED = [
    ("public, max-age=60", [], 0, True),
    ("public, max-age=60", [], 59, True),
    ("public, max-age=60", [], 60, False),
    ("public, MaX-aGe=60", [], 0, True),
    ("public, max-age=0", [], 0, False),
    ("public, max-age=-60", [], 0, False),
    ("public, max-age=60.5", [], 0, False),
    ("public, max-age=60x", [], 0, False),
    ("public, max-age='60'", [], 0, False),
    ("public, max-age=060", [], 59, True),
    ("public, max-age =60", [], 0, False),
    ("public, max-age=99999999999", [], 5000, True),
    ("public, max-age=60, max-age=0", [], 59, True),
    ("public, max-age=0, max-age=60", [], 0, False),
    ('public, extension="max-age=60"', [], 0, False),
    ('public, extension="max-age=0, no-store", max-age=60', [], 59, True),
    ("public, max-age=60, extension=1", [], 0, True),
    ("public, max-age=60, s-maxage=1", [], 0, False),
    ("public, s-maxage=60", [], 0, False),
    ("public", [], 0, False),
    ("max-age=60, private", [], 0, False),
    ("public, max-age=60, private", [], 0, False),
    ("public, max-age=60, no-store", [], 0, False),
    ("public, max-age=60, nO-sToRe", [], 0, False),
    ("public, max-age=60, no-cache", [], 0, False),
    ('public, max-age=60, no-cache="a"', [], 0, False),
    ("public, max-age=60, must-revalidate", [], 0, False),
    ("public, max-age=60, stale-while-revalidate=60", [], 60, False),
    (FRESH, [("Cache-Control", "no-store")], 0, False),
    (FRESH, [("Age", "30")], 29, True),
    (FRESH, [("Age", "30")], 30, False),
    (FRESH, [("Age", "60")], 0, False),
    (FRESH, [("Age", "2147483648")], 0, False),
    (FRESH, [("Age", "old")], 59, True),
    (FRESH, [("Age", "-60")], 59, True),
    (FRESH, [("Age", "60.5")], 0, True),
    (FRESH, [("Age", "0, 100")], 0, True),
    (FRESH, [("Age", "100"), ("Age", "0")], 0, False),
    (FRESH, [("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")], 0, True),
    (FRESH, [("Set-Cookie", "a=b")], 0, False),
    (FRESH, [("Content-Encoding", "br")], 0, False),
    (FRESH, [("Vary", "Accept-Encoding")], 0, True),
    (FRESH, [("Vary", "*")], 0, False),
    (FRESH, [("Vary", "Cookie")], 0, False),
    (FRESH, [("Vary", "Accept-Encoding, *")], 0, False),
    (FRESH, [("Vary", "Accept-Encoding"), ("Vary", "Origin")], 0, False),
]


@pytest.mark.parametrize(("control", "more", "seconds", "from_cache"), STORED)
def test_a_response_is_used_again_as_its_headers_allow(
    ask: Ask, app: Any, clock: Any, control: str, more: list, seconds: int, from_cache: bool
) -> None:
    app.control, app.more = control, more
    ask()
    clock.now += seconds
    ask()

    assert app.calls == (1 if from_cache else 2)


@pytest.mark.parametrize("status", ["206 Partial", "301 Moved", "404 Not Found", "500 Error", "599 Unknown"])
def test_only_a_200_is_stored(ask: Ask, app: Any, status: str) -> None:
    app.status = status
    answers = [ask().status, ask().status]

    assert (answers, app.calls) == ([int(status[:3])] * 2, 2)


@pytest.mark.parametrize("asked", ["", "max-age=0", "no-cache", "no-store", "max-stale", "extension=1"])
@pytest.mark.parametrize(("seconds", "from_cache"), [(59, True), (60, False)])
def test_no_directive_of_a_request_makes_the_site_render_a_fresh_page_or_spares_it_a_stale_one(
    ask: Ask, app: Any, clock: Any, asked: str, seconds: int, from_cache: bool
) -> None:
    app.control = "public, max-age=60, stale-while-revalidate=100"
    ask()
    clock.now += seconds

    assert (ask(HTTP_CACHE_CONTROL=asked).status, app.calls) == (200, 1 if from_cache else 2)


@pytest.mark.parametrize("asked", ["only-if-cached", "Only-If-Cached", "max-stale, only-if-cached"])
@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 504)])
def test_only_if_cached_gets_the_fresh_page_or_a_504(
    ask: Ask, app: Any, clock: Any, asked: str, seconds: int, status: int
) -> None:
    app.control = "public, max-age=60, stale-while-revalidate=100"
    ask()
    clock.now += seconds

    assert (ask(HTTP_CACHE_CONTROL=asked).status, app.calls) == (status, 1)


def test_only_if_cached_for_an_unknown_page_is_a_504_that_never_reaches_the_application(
    ask: Ask, app: Any
) -> None:
    assert (ask(HTTP_CACHE_CONTROL="only-if-cached").status, app.calls) == (504, 0)


def test_age_grows_from_that_of_the_application_and_date_stays(ask: Ask, app: Any, clock: Any) -> None:
    app.more = [("Age", "7"), ("Date", DATE)]
    ask()
    clock.now += 20
    answer = ask()

    assert (answer.headers["age"], answer.headers["date"]) == ("27", DATE)
    assert answer.names.count("date") == 1


def test_a_page_without_date_gets_one_that_stays(ask: Ask, clock: Any, monkeypatch: Any) -> None:
    first = ask().headers["date"]
    monkeypatch.setattr("clinic_site.page_cache.entry.formatdate", lambda usegmt: DATE)
    clock.now += 20

    assert ask().headers["date"] == first


def test_headers_of_the_connection_are_not_stored(page_cache: PageCache, app: Any) -> None:
    app.more = [("Connection", "X-Hop, close"), ("X-Hop", "1"), ("Keep-Alive", "5"), ("X-Stays", "1")]
    seen: list[Any] = []
    for _ in range(2):
        given = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}
        page_cache(given, lambda status, headers: seen.append({name.lower() for name, _ in headers}))

    assert "x-stays" in seen[1]
    assert not seen[1] & {"connection", "x-hop", "keep-alive"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    ("status", "invalidated"),
    [("200 OK", True), ("303 See Other", True), ("403 Forbidden", False), ("500 Error", False)],
)
def test_a_successful_unsafe_request_invalidates_its_own_page_alone(
    ask: Ask, app: Any, method: str, status: str, invalidated: bool
) -> None:
    for path in ("/", "/a/"):
        ask(path)
    app.status = status
    ask("/", method)
    app.status = "200 OK"

    rendered = []
    for path in ("/", "/a/"):
        before = app.calls
        ask(path)
        rendered.append(app.calls > before)

    assert rendered == [invalidated, False]


def test_an_invalidated_page_is_not_used_after_an_error(ask: Ask, app: Any) -> None:
    ask()
    ask(method="POST")
    app.status = "500 Error"

    assert ask().status == 500


def test_head_is_answered_from_a_stored_get(ask: Ask, app: Any) -> None:
    get, head = ask(), ask(method="HEAD")

    assert (head.body, head.headers["content-length"], app.calls) == (b"", str(len(get.body)), 1)


@pytest.mark.parametrize(
    ("control", "seconds", "status"),
    [
        ("public, max-age=60, stale-if-error=100", 159, 200),
        ("public, max-age=60, stale-if-error=100", 160, 503),
        ("public, max-age=60, stale-while-revalidate=100", 159, 200),
        ("public, max-age=60, stale-while-revalidate=100", 160, 503),
        ("public, max-age=60", 60, 503),
    ],
)
def test_after_an_error_the_stale_page_is_used_as_long_as_its_headers_allow(
    ask: Ask, app: Any, clock: Any, control: str, seconds: int, status: int
) -> None:
    app.control = control
    ask()
    app.status, app.control = "503 Unavailable", "no-store"
    clock.now += seconds

    assert ask().status == status


def test_a_page_that_is_gone_is_not_used_after_a_later_error(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += 60
    app.status = "404 Not Found"
    ask()
    app.status = "500 Error"

    assert ask().status == 500


def test_a_page_that_was_missing_is_stored_once_it_is_there(ask: Ask, app: Any) -> None:
    app.status = "404 Not Found"
    ask()
    app.status = "200 OK"
    answers = [ask().status, ask().status]

    assert (answers, app.calls) == ([200, 200], 2)


@pytest.mark.parametrize(
    "given",
    [{"QUERY_STRING": "x=1"}, {"HTTP_AUTHORIZATION": "Basic eDp5"}, {"SCRIPT_NAME": "/other"}],
)
def test_responses_other_than_the_public_page_bypass_the_cache(ask: Ask, app: Any, given: dict) -> None:
    ask()
    ask(**given)

    assert app.calls == 2


def test_schemes_and_hosts_are_kept_apart(ask: Ask, app: Any) -> None:
    trusting = PageCache(app, max_bytes=1_000_000, trust_proxy=True)
    for given in ({}, {"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_HOST": "other.test"}):
        ask(of=trusting, **given)

    assert app.calls == 3


def test_the_entry_stored_longest_ago_leaves_when_the_bytes_run_out(ask: Ask, app: Any) -> None:
    small = PageCache(app, max_bytes=1_700)
    for path in ("/a/", "/b/", "/b/", "/c/", "/c/", "/a/"):
        ask(path, of=small)

    assert app.calls == 4


def test_a_response_that_is_not_stored_is_not_read_into_memory(page_cache: PageCache) -> None:
    stream = iter([b"a", b"b"])

    def streaming(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Cache-Control", "no-store")])
        return stream

    page_cache.app = streaming
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}
    assert page_cache(given, lambda *_: None) is stream
