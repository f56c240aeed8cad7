"""A POST to a public form must come from our own pages."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from clinic_site.core.same_origin import is_same_origin, known_origin_post, same_origin_post


def post(**headers: str) -> HttpRequest:
    return RequestFactory().post(
        "/callback/", headers={key.replace("_", "-"): headers[key] for key in headers}
    )


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_post_from_our_page_or_from_no_page_is_accepted(site: str) -> None:
    assert is_same_origin(post(sec_fetch_site=site))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "Same-Origin, cross-site"])
def test_a_cross_site_post_is_rejected(site: str) -> None:
    assert not is_same_origin(post(sec_fetch_site=site))


@pytest.mark.parametrize(
    ("site", "origin", "accepted"),
    [("cross-site", "http://testserver", False), ("same-origin", "https://evil.test", True)],
)
def test_sec_fetch_site_takes_precedence_over_origin(site: str, origin: str, accepted: bool) -> None:
    assert is_same_origin(post(sec_fetch_site=site, origin=origin)) is accepted


def test_a_post_with_our_origin_is_accepted() -> None:
    assert is_same_origin(post(origin="http://testserver"))


def test_our_origin_is_accepted_behind_a_proxy_that_terminates_tls() -> None:
    assert is_same_origin(post(origin="https://testserver"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "http://testserver.evil.test",
        "http://eviltestserver",
        "http://testserver:8080",
        "http://testserver@evil.test",
        "testserver",
        "",
    ],
)
def test_a_post_with_another_origin_is_rejected(origin: str) -> None:
    assert not is_same_origin(post(origin=origin))


def test_a_null_origin_is_accepted() -> None:
    assert is_same_origin(post(origin="null"))


def test_a_post_without_origin_headers_is_accepted() -> None:
    assert is_same_origin(post())


@pytest.mark.parametrize(
    ("origin", "expected"), [("http://testserver", b"True"), ("https://evil.test", b"False")]
)
def test_the_view_gets_the_result_of_the_check(origin: str, expected: bytes) -> None:
    @same_origin_post
    def view(request: HttpRequest, word: str) -> HttpResponse:
        return HttpResponse(f"{request.same_origin} {word}")

    response = view(post(origin=origin), word="typed")

    assert response.content == expected + b" typed"


def test_a_decorated_view_is_csrf_exempt_and_marked_as_guarded() -> None:
    @same_origin_post
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert (view.csrf_exempt, view.guards_same_origin, view.__name__) == (True, True, "view")


@known_origin_post
def strict(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.same_origin}")


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"origin": "null"}, b"False"),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, b"True"),
        ({"origin": "http://testserver"}, b"True"),
        ({"origin": "https://evil.test"}, b"False"),
        ({}, b"True"),
    ],
)
def test_known_origin_post_rejects_a_null_origin(headers: dict[str, str], accepted: bytes) -> None:
    assert strict(post(**headers)).content == accepted


@pytest.mark.parametrize("origin", ["http://[bad", "http://[::1"])
def test_an_invalid_origin_is_rejected(origin: str) -> None:
    assert not is_same_origin(post(origin=origin))
