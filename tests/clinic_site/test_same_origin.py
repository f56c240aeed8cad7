"""A post to a public form must come from our own pages."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from clinic_site.same_origin import is_same_origin, known_origin_post, same_origin_post


def post(**headers: str) -> HttpRequest:
    return RequestFactory().post(
        "/callback/", headers={key.replace("_", "-"): headers[key] for key in headers}
    )


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_post_from_our_own_page_or_from_no_page_is_let_in(site: str) -> None:
    assert is_same_origin(post(sec_fetch_site=site))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "Same-Origin, cross-site"])
def test_a_post_that_the_browser_says_comes_from_elsewhere_is_refused(site: str) -> None:
    assert not is_same_origin(post(sec_fetch_site=site))


@pytest.mark.parametrize(
    ("site", "origin", "let_in"),
    [("cross-site", "http://testserver", False), ("same-origin", "https://evil.test", True)],
)
def test_what_the_browser_says_of_the_site_outweighs_the_origin(site: str, origin: str, let_in: bool) -> None:
    assert is_same_origin(post(sec_fetch_site=site, origin=origin)) is let_in


def test_an_older_browser_with_our_origin_is_let_in() -> None:
    assert is_same_origin(post(origin="http://testserver"))


def test_an_origin_is_ours_also_behind_a_proxy_that_ends_tls() -> None:
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
def test_an_older_browser_with_another_origin_is_refused(origin: str) -> None:
    assert not is_same_origin(post(origin=origin))


def test_an_older_browser_that_hides_its_origin_is_let_in() -> None:
    assert is_same_origin(post(origin="null"))


def test_a_post_without_any_word_of_its_origin_is_let_in() -> None:
    assert is_same_origin(post())


@pytest.mark.parametrize(
    ("origin", "expected"), [("http://testserver", b"True"), ("https://evil.test", b"False")]
)
def test_the_view_itself_learns_whether_it_may_act(origin: str, expected: bytes) -> None:
    @same_origin_post
    def view(request: HttpRequest, word: str) -> HttpResponse:
        return HttpResponse(f"{request.same_origin} {word}")

    response = view(post(origin=origin), word="typed")

    assert response.content == expected + b" typed"


def test_a_guarded_view_needs_no_token_and_says_that_it_is_guarded() -> None:
    @same_origin_post
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert (view.csrf_exempt, view.guards_same_origin, view.__name__) == (True, True, "view")


@known_origin_post
def strict(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.same_origin}")


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"origin": "null"}, b"False"),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, b"True"),
        ({"origin": "http://testserver"}, b"True"),
        ({"origin": "https://evil.test"}, b"False"),
        ({}, b"True"),
    ],
)
def test_where_an_origin_must_be_known_a_hidden_one_is_refused(
    headers: dict[str, str], let_in: bytes
) -> None:
    assert strict(post(**headers)).content == let_in


def test_where_an_origin_must_be_known_the_page_lets_browsers_name_it() -> None:
    assert strict(RequestFactory().get("/")).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("origin", ["http://[bad", "http://[::1"])
def test_an_origin_that_is_no_address_is_refused(origin: str) -> None:
    assert not is_same_origin(post(origin=origin))
