"""Host, forwarding headers and path of a request cannot poison the page that others get."""

from __future__ import annotations

from itertools import product

import pytest

from clinic_site.page_cache.middleware import PageCache
from tests.attacks.wire import ask

pytestmark = pytest.mark.django_db
_FORWARDED = {
    "HTTP_X_FORWARDED_HOST": "evil.test",
    "HTTP_X_FORWARDED_SERVER": "evil.test",
    "HTTP_X_FORWARDED_PORT": "1337",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_FORWARDED": "host=evil.test;proto=https",
    "HTTP_X_HOST": "evil.test",
    "HTTP_X_ORIGINAL_URL": "/evil/",
    "HTTP_X_REWRITE_URL": "/evil/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    "HTTP_ACCEPT_LANGUAGE": "evil",
    "HTTP_USER_AGENT": "evil",
    "HTTP_REFERER": "http://evil.test/",
    "HTTP_ORIGIN": "http://evil.test",
    "HTTP_RANGE": "bytes=0-3",
    "HTTP_ACCEPT": "evil/evil",
}
PAGES = ("/", "/crisis/", "/faq/", "/request/", "/sitemap.xml")


@pytest.mark.parametrize("page", PAGES)
def test_request_headers_do_not_affect_the_next_response(site: PageCache, page: str) -> None:
    first = ask(site, page, **_FORWARDED)
    second = ask(site, page)

    assert (first.status, second.status) == (200, 200)
    assert b"evil" not in first.body + second.body
    assert second.headers["vary"] == ["Accept-Encoding"]
    assert not any("evil" in value for values in second.headers.values() for value in values)
    assert ask(PageCache(site.app, max_bytes=10_000_000), page).body == second.body


@pytest.mark.parametrize(
    "host", ["evil.test", "testserver.evil.test", "testserver@evil.test", "testserver:99999x", "[::1", ""]
)
def test_foreign_host_is_refused_and_not_echoed(site: PageCache, host: str) -> None:
    for page in ("/crisis/", "/callback/", "/admin/"):
        answer = ask(site, page, HTTP_HOST=host)
        assert answer.status == 400 if host else answer.status < 500
        assert b"evil" not in answer.body
    assert b"evil" not in ask(site, "/crisis/").body


_SUFFIXES = (
    "x.css",
    "x.js",
    "%2e%2e",
    ";x.css",
    "/.css",
    "\x00.css",
    "..;/x.css",
    "%0a.css",
    "?x.css",
    "#x.css",
)


@pytest.mark.parametrize(
    "page", ["/callback/", "/consultation/", "/admin/", "/staff/login/", "/consultation/later/"]
)
def test_private_pages_are_not_cached_under_file_names(site: PageCache, page: str) -> None:
    """Web cache deception: a URL that looks like a file to a cache and like a page to us."""
    for suffix, separator in product(_SUFFIXES, ("/", "")):
        answer = ask(site, f"{page.rstrip('/')}{separator}{suffix}")
        kept = any("public" in value for value in answer.headers.get("cache-control", []))
        assert answer.status in {301, 302, 303, 400, 404, 410}, suffix
        assert not kept, suffix


def test_other_methods_and_encodings_do_not_affect_the_cache(site: PageCache) -> None:
    for method, coding in product(
        ("HEAD", "OPTIONS", "POST"), ("br", "gzip;q=0", "identity;q=0, *;q=0", "x" * 2000)
    ):
        ask(site, "/crisis/", method, HTTP_ACCEPT_ENCODING=coding)

    plain = ask(site, "/crisis/")

    assert (plain.status, "content-encoding" in plain.headers) == (200, False)
    assert len(plain.body) == int(plain.headers["content-length"][0])
