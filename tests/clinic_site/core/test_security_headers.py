"""Every response has security headers, and only public pages are cacheable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from clinic_site import urls as site
from content.library import library
from intake.services.faq import load_shipped_entries
from tests.second_factor import sign_in

CACHED = [*(page.path for page in library().pages.values()), "/faq/", "/questions-to-ask/"]
PUBLIC = [*CACHED, "/callback/"]
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}

handler500 = "clinic_site.errors.views.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *site.urlpatterns]


@pytest.fixture
def get(db: None, settings: Settings, tmp_path: Path) -> Callable[[str], HttpResponse]:
    """Return a function that gets a URL of a site with a static file and a failing view."""
    settings.ROOT_URLCONF, settings.STATIC_ROOT = __name__, tmp_path
    (tmp_path / "site.css").write_text("p { margin: 0 }", encoding="utf-8")
    load_shipped_entries()
    client = Client(raise_request_exception=False)

    def answer(address: str, **more: Any) -> HttpResponse:
        response = client.get(address, **more)
        response.close()
        return response

    return answer


STATUSES = {
    "/crisis/": 200,
    "/callback/": 200,
    "/sitemap.xml": 200,
    "/nowhere/": 404,
    "/broken/": 500,
    "/static/site.css": 200,
    "/crisis": 301,
    "/admin/": 302,
    "/admin/login/": 302,
    "/staff/login/": 200,
}
STAFF = ("/admin/", "/staff/")


@pytest.mark.parametrize(("address", "status"), STATUSES.items())
def test_every_response_has_all_security_headers(
    get: Callable[..., HttpResponse], address: str, status: int
) -> None:
    response = get(address)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", [address for address in STATUSES if not address.startswith(STAFF)])
def test_public_pages_send_no_referrer(get: Callable[..., HttpResponse], address: str) -> None:
    assert get(address).headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["/admin/", "/staff/login/", "/admin/nowhere/"])
def test_staff_pages_send_the_referrer_to_the_same_origin_only(
    get: Callable[..., HttpResponse], address: str
) -> None:
    assert get(address).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", STATUSES)
def test_every_response_disables_unused_browser_features(
    get: Callable[..., HttpResponse], address: str
) -> None:
    policy = get(address).headers["Permissions-Policy"].split(", ")

    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()"} <= set(policy)
    allowed = {feature for feature in policy if not feature.endswith("=()")}
    passkeys = {"publickey-credentials-create=(self)", "publickey-credentials-get=(self)"}
    assert allowed == (passkeys if address.startswith(STAFF) else set())


@pytest.mark.parametrize("address", STATUSES)
def test_every_response_has_a_restrictive_content_security_policy(
    get: Callable[..., HttpResponse], address: str
) -> None:
    policy = get(address).headers["Content-Security-Policy"]

    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}

    assert {directives.pop(name)[0] for name in ("default-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert set(directives) == {
        *("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")
    }
    assert all(sources == ["'self'"] for sources in directives.values())


def test_pages_of_a_debugging_django_may_have_inline_styles(
    get: Callable[..., HttpResponse], settings: Settings
) -> None:
    settings.DEBUG = True

    assert "Content-Security-Policy" not in get("/broken/").headers
    assert "Content-Security-Policy" in get("/crisis/").headers


def test_a_request_for_another_host_is_rejected_with_all_headers(get: Callable[..., HttpResponse]) -> None:
    response = get("/crisis/", headers={"host": "evil.test"})

    assert response.status_code == 400
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", [*CACHED, "/sitemap.xml", "/robots.txt"])
def test_a_public_page_is_cacheable_for_a_minute(get: Callable[..., HttpResponse], address: str) -> None:
    response = get(address)

    assert response.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"


@pytest.mark.parametrize(
    "address",
    ["/nowhere/", "/broken/", "/crisis", "/admin/", "/staff/login/", "/callback/received/x/", "/callback/"],
)
def test_everything_else_is_not_cacheable(get: Callable[..., HttpResponse], address: str) -> None:
    response = get(address)

    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_form_with_errors_is_not_cacheable(client: Client) -> None:
    response = client.post("/callback/", {"name": ""}, follow=True)

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
def test_a_receipt_is_not_cacheable(client: Client, typed: Callable[..., dict[str, Any]]) -> None:
    response = client.post("/callback/", typed(), follow=True)

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


def test_a_staff_page_is_not_cacheable(client: Client, nurse: AbstractBaseUser) -> None:
    sign_in(client, nurse)

    response = client.get("/admin/intake/submission/")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_sets_no_cookie(get: Callable[..., HttpResponse], address: str) -> None:
    response = get(address)

    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{}, {"name": ""}], ids=["valid", "invalid"])
def test_sending_the_form_sets_no_cookie(
    client: Client, typed: Callable[..., dict[str, Any]], changes: dict[str, str]
) -> None:
    response = client.post("/callback/", typed(**changes), follow=True)

    assert response.status_code == 200
    assert dict(client.cookies) == {}


@pytest.mark.parametrize("host", ["testserver", "evil.test"])
def test_with_tls_a_redirect_and_another_host_have_all_headers(settings: Settings, host: str) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/crisis/", headers={"host": host})

    assert [name for name in [*HEADERS, "Content-Security-Policy"] if name not in response.headers] == []
