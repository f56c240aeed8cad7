"""Security headers of every kind of response: HTTP Observatory score, framing, and isolation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django import Settings

from clinic_site import urls as site_urls
from content.library import library
from intake.crypto.receipts import status_page_code
from intake.models import Submission
from intake.services.faq import load_shipped_entries
from tests.attacks.observatory import score
from tests.clinic_site.accounts.admin_urls import admin_urls
from tests.second_factor import sign_in
from tests.typed import SECRET

handler400 = "clinic_site.errors.views.bad_request"
handler403 = "clinic_site.errors.views.forbidden"
handler404 = "clinic_site.errors.views.not_found"
handler500 = "clinic_site.errors.views.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *site_urls.urlpatterns]
PUBLIC = [
    *(page.path for page in library().pages.values()),
    *("/faq/", "/search/?q=sleep", "/questions-to-ask/", "/callback/", "/request/", "/self-check/"),
    *("/consultation/", "/consultation/is-this-for-me/", "/consultation/resume/", "/consultation/expired/"),
    *("/sitemap.xml", "/changes.xml", "/robots.txt", "/static/site.css"),
]


@pytest.fixture
def on_tls(settings: Settings, tmp_path: Path, db: None) -> Settings:
    """Configure the site as behind TLS, with one static file and a view that raises."""
    settings.ROOT_URLCONF, settings.STATIC_ROOT = __name__, tmp_path
    (tmp_path / "site.css").write_text("p { margin: 0 }", encoding="utf-8")
    settings.ON_TLS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    load_shipped_entries()
    return settings


Answers = Iterator[tuple[str, HttpResponse]]


def _answers(nurse: AbstractBaseUser, typed: Callable[..., dict[str, Any]]) -> Answers:
    """Yield a name and a response of every kind: pages, forms, errors, files, the staff side."""
    stranger = Client(raise_request_exception=False, headers={"sec-fetch-site": "same-origin"})
    for address in PUBLIC:
        yield address, stranger.get(address, secure=True)
    yield from _patient_answers(stranger, typed)
    yield from _error_answers(stranger)
    staff = sign_in(Client(raise_request_exception=False), nurse)
    for url in admin_urls({"intake_submission": Submission.objects.first().pk}):
        yield url.path, staff.get(url.path, secure=True)
    for address in ("/staff/login/", "/staff/2fa/", "/staff/sessions/", "/staff/password/change/"):
        yield address, stranger.get(address, secure=True)
        yield f"{address}, signed in", staff.get(address, secure=True)


def _patient_answers(client: Client, typed: Callable[..., dict[str, Any]]) -> Answers:
    refused = client.post("/callback/", {}, secure=True)
    yield "refused form", refused
    yield "form with errors", client.get(refused["Location"], secure=True)
    yield "form too long", client.post("/callback/", {"message": token_hex(20_000)}, secure=True)
    sent = client.post("/callback/", typed(), secure=True)
    yield "sent form", sent
    yield "receipt", client.get(sent["Location"], secure=True)
    code = status_page_code(Submission.objects.first().pk, SECRET, timezone.now())
    for page in ("", "change/", "withdraw/", "undo/"):
        yield f"request {page}", client.get(f"/request/{code}/{page}", secure=True)
    yield "start", client.post("/consultation/start/", secure=True)
    for page in ("who", "check", "later", "send"):
        yield page, client.get(f"/consultation/{page}/", secure=True)
    yield "leave", client.post("/consultation/leave/", secure=True)
    yield "self-check", client.post("/self-check/", {"event": "yes"}, secure=True)
    yield "under 18", client.post("/callback/", typed(adult="no"), secure=True, follow=True)


def _error_answers(client: Client) -> Answers:
    yield "400", client.get("/crisis/", headers={"host": "evil.test"}, secure=True)
    yield "403", client.post("/callback/", headers={"sec-fetch-site": "cross-site"}, secure=True)
    yield "404", client.get("/nowhere/", secure=True)
    yield "405", client.post("/search/", secure=True)
    yield "413", client.post("/callback/", {"message": "x" * 1_100_000}, secure=True)
    yield "500", client.get("/broken/", secure=True)
    yield "http", client.get("/crisis/")
    yield "slash", client.get("/crisis", secure=True)
    yield "static 404", client.get("/static/nothing.css", secure=True)
    yield "trace", client.generic("TRACE", "/crisis/", secure=True)
    yield "options", client.options("/callback/", secure=True)


@pytest.fixture(scope="module")
def kept() -> list[tuple[str, HttpResponse]]:
    """Return the responses, once the first test that reads them has asked for them."""
    return []


@pytest.fixture
def answers(
    on_tls: Settings,
    nurse: AbstractBaseUser,
    typed: Callable[..., dict[str, Any]],
    kept: list[tuple[str, HttpResponse]],
) -> list[tuple[str, HttpResponse]]:
    """Return the responses of every kind, which several tests read."""
    if not kept:
        kept += list(_answers(nurse, typed))
        for _, answer in kept:
            answer.close()
    return kept


def test_every_response_has_strict_security_headers(answers: list[tuple[str, HttpResponse]]) -> None:
    problems = [(name, problem) for name, answer in answers for problem in _problems(name, answer)]

    assert not problems, problems
    assert {answer.status_code for _, answer in answers} >= {
        200,
        301,
        302,
        303,
        400,
        403,
        404,
        405,
        413,
        422,
        500,
    }
    assert len(answers) > 90


def _problems(name: str, answer: HttpResponse) -> Iterator[str]:
    headers = {key.lower(): value for key, value in answer.headers.items()}
    cookies = [cookie.OutputString() for cookie in answer.cookies.values()]
    page = "" if answer.streaming else answer.content.decode()
    # A redirect to HTTPS gets the HSTS penalty back: HSTS over plain HTTP is ignored (RFC 6797, 7.2).
    points = score(headers, cookies, page) + (20 if name == "http" else 0)
    if points < 145 and name != "http":
        yield f"scores {points}"
    if (
        headers["x-frame-options"] != "DENY"
        or "frame-ancestors 'none'" not in headers["content-security-policy"]
    ):
        yield "can be framed"
    for header, value in (
        ("opener", "same-origin"),
        ("resource", "same-origin"),
        ("embedder", "require-corp"),
    ):
        if headers.get(f"cross-origin-{header}-policy") != value:
            yield f"cross-origin-{header}-policy is not {value}"
    if answer.get("Access-Control-Allow-Origin"):
        yield "can be read by other sites"
    if re.search(r"<script(?![^>]*\ssrc=)(?![^>]*json)|<style|\sstyle=|\son\w+=", page):
        yield "has an inline script or style"
    kept = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
    yield from (
        f"cookie {cookie[:20]}" for cookie in kept if "HttpOnly" not in cookie or "Secure" not in cookie
    )


def test_lowest_score_is_150(answers: list[tuple[str, HttpResponse]]) -> None:
    points = {
        name: score(
            {k.lower(): v for k, v in a.headers.items()}, [c.OutputString() for c in a.cookies.values()]
        )
        for name, a in answers
        if name != "http"
    }

    assert (min(points.values()), points["/"], points["500"]) == (150, 150, 150), points


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 150),
        ({"content-security-policy": "default-src 'self'; frame-ancestors 'none'"}, 145),
        ({"content-security-policy": "default-src 'none'; script-src 'unsafe-inline'"}, 60),
        ({"strict-transport-security": ""}, 80),
        ({"referrer-policy": "unsafe-url"}, 140),
        ({"cross-origin-opener-policy": ""}, 140),
        ({"x-content-type-options": ""}, 145),
        ({"access-control-allow-credentials": "true"}, 50),
    ],
)
def test_score_drops_if_a_header_is_missing(change: dict[str, str], points: int) -> None:
    headers = {
        "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        **{f"cross-origin-{name}-policy": "same-origin" for name in ("opener", "resource")},
        "cross-origin-embedder-policy": "require-corp",
    }

    assert score(headers | change, []) == points


def test_trace_does_not_echo_headers(db: None) -> None:
    for address in ("/crisis/", "/callback/", "/admin/", "/staff/login/", "/nowhere/"):
        answer = Client().generic("TRACE", address, headers={"x-secret": "zephyrtangle"})
        assert b"zephyrtangle" not in answer.content
