"""Error pages offer help, need no database, and never fail."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from clinic_site import urls as site
from clinic_site.errors import views

pytestmark = pytest.mark.urls(__name__)

handler400 = "clinic_site.errors.views.bad_request"
handler403 = "clinic_site.errors.views.forbidden"
handler404 = "clinic_site.errors.views.not_found"
handler500 = "clinic_site.errors.views.server_error"


def raises(error: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error("the secret of a patient")

    return view


BROKEN: dict[str, type[Exception]] = {
    "suspicious": SuspiciousOperation,
    "forbidden": PermissionDenied,
    "broken": RuntimeError,
    "without-database": OperationalError,
}
urlpatterns = [
    path(f"{language}{address}/", raises(error))
    for language in ("", "es/")
    for address, error in BROKEN.items()
]
urlpatterns += site.urlpatterns
ERRORS = [
    ("/suspicious/", HTTPStatus.BAD_REQUEST, "We couldn’t read that request"),
    ("/forbidden/", HTTPStatus.FORBIDDEN, "You can’t open this page"),
    ("/nowhere/", HTTPStatus.NOT_FOUND, "We can’t find that page"),
    ("/broken/", HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side"),
]


@pytest.fixture
def visitor() -> Client:
    """Return a client; since the test may not access the database, any query fails."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "heading"), ERRORS)
def test_an_error_page_is_complete_without_a_database(
    visitor: Client, address: str, status: int, heading: str
) -> None:
    response = visitor.get(address)

    html = response.content.decode()
    assert (response.status_code, html.count(f"<h1>{heading}</h1>")) == (status, 1)
    assert "Example Clinic" in html


@pytest.mark.parametrize(
    ("address", "status"),
    [("suspicious", 400), ("forbidden", 403), ("nada", 404), ("broken", 500), ("without-database", 503)],
)
def test_an_error_page_is_in_the_language_of_the_address(visitor: Client, address: str, status: int) -> None:
    for where, language in ((f"/{address}/", "en"), (f"/es/{address}/", "es")):
        response = visitor.get(where)

        assert response.status_code == status
        assert f'<html lang="{language}"' in response.content.decode()
        assert response["Content-Language"] == language


@pytest.mark.parametrize("address", [address for address, _, _ in ERRORS])
def test_an_error_page_links_to_help_and_to_the_site(visitor: Client, address: str) -> None:
    html = visitor.get(address).content.decode()

    for link in ("tel:988", "tel:911", "/", "/faq/", "/callback/", "/crisis/"):
        assert f'href="{link}"' in html


@pytest.mark.parametrize("address", [address for address, _, _ in ERRORS])
def test_an_error_page_is_not_indexed(visitor: Client, address: str) -> None:
    html = visitor.get(address).content.decode()

    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html


@pytest.mark.parametrize("address", [address for address, _, _ in ERRORS])
def test_an_error_page_does_not_quote_the_error(visitor: Client, address: str) -> None:
    response = visitor.get(address)

    assert b"secret" not in response.content


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_are_told_that_nothing_was_saved_without_a_database(
    visitor: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Their session is read before a view is chosen."""

    def away(_session: SessionStore) -> None:
        raise OperationalError("the secret of a patient")

    monkeypatch.setattr(SessionStore, "load", away)
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    response = getattr(visitor, method)("/admin/intake/submission/")

    assert (response.status_code, response["Retry-After"]) == (503, views.RETRY_AFTER)
    assert "can’t reach its database right now, so nothing was saved" in response.content.decode()


def test_a_path_with_markup_is_not_repeated(visitor: Client) -> None:
    response = visitor.get("/<script>alert(1)</script>/")

    assert (response.status_code, b"<script>alert" in response.content) == (404, False)


def test_a_request_for_another_host_gets_the_400_page(visitor: Client) -> None:
    response = visitor.get("/crisis/", headers={"host": "evil.test"})

    assert (response.status_code, b"read that request" in response.content) == (400, True)


def test_a_staff_form_without_a_csrf_token_gets_a_page_in_the_look_of_the_staff_side() -> None:
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/staff/login/", {"login": "nurse", "password": "x"})

    assert response.status_code == 403
    assert b"This page is out of date" in response.content
    assert b"staff/accounts" in response.content  # the style of the staff side


@pytest.fixture
def broken_templates(settings: Settings, tmp_path: Path) -> None:
    """Replace the template of each error page with one that cannot be rendered."""
    for name in ("400", "403", "404", "500"):
        (tmp_path / f"{name}.html").write_text('{% include "not/there.html" %}', encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


@pytest.mark.usefixtures("broken_templates")
@pytest.mark.parametrize(("address", "status", "heading"), ERRORS)
def test_an_error_page_survives_a_broken_template(
    visitor: Client, address: str, status: int, heading: str
) -> None:
    response = visitor.get(address)

    html = response.content.decode()
    assert response.status_code == status
    assert "<h1>Something went wrong on our side</h1>" in html
    assert ('href="tel:988"' in html, 'href="tel:911"' in html) == (True, True)


def test_the_last_resort_needs_neither_templates_nor_a_clinic(settings: Settings) -> None:
    settings.TEMPLATES, settings.CLINIC_FILE = [], "/nowhere/clinic.toml"

    response = views.server_error(RequestFactory().get("/"))

    assert (response.status_code, b"Please reload this page" in response.content) == (500, True)


def test_a_form_sent_to_a_public_page_without_one_is_not_allowed_there() -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/crisis/", {"name": "Rosalind"})

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "staff" not in response.content.decode().lower()
