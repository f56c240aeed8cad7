"""Which pages of this site the page cache stores, and which it doesn't."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from clinic_site.page_cache.middleware import PageCache

Ask = Callable[..., Any]


@pytest.fixture
def receipt(db: None, client: Client, typed: Callable[..., dict[str, Any]]) -> str:
    """Return the address of a receipt; comes before `site`, since a test client closes connections."""
    return client.post("/callback/", typed())["Location"]


@pytest.mark.parametrize(
    "path",
    ["/", "/crisis/", "/ptsd-medication-alternatives/", "/faq/", "/sitemap.xml", "/robots.txt"],
)
def test_a_public_page_is_kept(get: Ask, path: str) -> None:
    first = get(path)

    second = get(path, HTTP_IF_NONE_MATCH=first.headers["etag"])

    assert (first.status, second.status) == (200, 304)


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/crisis", "/admin/", "/admin/login/", "/callback/received/x/", "/callback/"]
)
def test_a_form_an_error_a_redirect_and_the_admin_are_not_kept(get: Ask, path: str) -> None:
    get(path)

    answer = get(path)

    assert ("age" in answer.names, answer.headers["cache-control"].count("no-store")) == (False, 1)


def test_a_receipt_is_not_kept(receipt: str, get: Ask) -> None:
    answers = [get(receipt), get(receipt)]

    assert [(answer.status, "age" in answer.names) for answer in answers] == [(200, False)] * 2


def test_a_stored_page_keeps_its_security_headers(get: Ask) -> None:
    get("/crisis/")

    answer = get("/crisis/")

    assert answer.headers["content-security-policy"].count("default-src 'none'") == 1
    assert (answer.headers["x-frame-options"], "age" in answer.names) == ("DENY", True)


def test_a_visitor_with_a_foreign_host_cannot_put_a_page_into_the_page_cache(
    get: Ask, ask: Ask, site: PageCache
) -> None:
    answers = [ask("/crisis/", of=site, HTTP_HOST="evil.test") for _ in range(2)]

    assert [(answer.status, "age" in answer.names) for answer in answers] == [(400, False)] * 2


def test_the_application_that_servers_load_is_the_site_behind_its_page_cache(settings: Settings) -> None:
    from clinic_site.wsgi import application

    assert isinstance(application, PageCache)
    assert (application.max_bytes, application.trust_proxy) == (settings.PAGE_CACHE_BYTES, False)


@pytest.mark.parametrize("address", ["/crisis/", "/crisis/?page=2", "/nowhere/"])
def test_head_is_answered_with_the_length_of_the_page_and_no_body(get: Ask, address: str) -> None:
    path, _, query = address.partition("?")

    answer = get(path, method="HEAD", QUERY_STRING=query)

    assert (answer.body, answer.headers["content-length"]) == (b"", str(len(get(path).body)))
