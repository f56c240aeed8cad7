"""No parameter can redirect to another site."""

from __future__ import annotations

from itertools import product
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client

from tests.conftest import PASSWORD
from tests.intake.workbench import request_of
from tests.second_factor import give_app, sign_in, totp_code

_BEFORE = (
    "//",
    "///",
    "////",
    "/\\",
    "\\\\",
    "\\/",
    "/%09/",
    "/\t/",
    "/\n/",
    "https:",
    "https:/",
    "https://",
    "http:///",
)
_BEFORE_TOO = (
    "hTTps://",
    " //",
    "\x00//",
    "\x01//",
    "//\u200b",
    "/%2F",
    "/%5C",
    "@",
    "//testserver@",
    "https://testserver@",
)
_BEFORE_ALSO = (
    "//testserver:80@",
    "//testserver%40",
    "https://testserver.",
    "//testserver.",
    "/;//",
    ".//",
    "/.//",
    "/..//",
)
_AFTER = (
    "evil.test",
    "evil.test/%2e%2e",
    "evil.test#testserver",
    "evil.test?testserver",
    "evil.test\\@testserver",
    "3232235777",
)
_OTHERS = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)"),
    *(
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "ftp://evil.test/",
        "//evil\u3002test",
    ),
    *(
        "\uff0f\uff0fevil.test",
        "https:evil.test",
        "http:evil.test",
        "mailto:a@evil.test",
        "blob:https://evil.test/1",
    ),
    *("//[::1]/", "//0x7f000001/", "http://testserver:8080/", "/admin/\r\nLocation: https://evil.test"),
)
PAYLOADS = [
    *(before + after for before, after in product((*_BEFORE, *_BEFORE_TOO, *_BEFORE_ALSO), _AFTER)),
    *_OTHERS,
]


def test_corpus_has_at_least_200_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


def _stays(location: str) -> bool:
    """Return whether a browser stays on the site (WHATWG URL: \\ is /, tabs and newlines are ignored)."""
    cleaned = "".join(char for char in location.replace("\\", "/") if char not in "\t\r\n").strip()
    target = urlsplit(urljoin("http://testserver/staff/login/", cleaned))
    return (target.scheme, target.netloc) == ("http", "testserver") and not cleaned.startswith("//")


def test_helper_recognizes_external_urls() -> None:
    assert [
        _stays(address) for address in ("/admin/", "?a=b", "//evil.test", "/\\evil.test", "/\t/evil.test")
    ] == [*(True, True, False, False, False)]


@pytest.fixture
def clerk(nurse: AbstractBaseUser) -> AbstractBaseUser:
    cache.clear()
    return give_app(nurse)


def test_sign_in_pages_do_not_redirect_to_another_site(clerk: AbstractBaseUser) -> None:
    staff = sign_in(Client(), clerk)
    left = []
    for number, payload in enumerate(PAYLOADS):
        pages = ("/staff/login/", "/staff/reauthenticate/", "/admin/login/")
        for address in pages if number % 6 == 0 else pages[:1]:
            answer = staff.get(address, {"next": payload})
            if not _stays(answer.headers.get("Location", "/")):
                left.append((address, payload))
    assert left == []


@pytest.mark.parametrize(
    "payload", ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)"]
)
def test_signing_in_does_not_redirect_to_another_site(clerk: AbstractBaseUser, payload: str) -> None:
    client = Client()
    first = client.post("/staff/login/", {"login": "nurse", "password": PASSWORD, "next": payload})
    second = client.post(first["Location"], {"code": totp_code(), "next": payload})

    assert (_stays(first["Location"]), _stays(second["Location"])) == (True, True)
    assert client.session.get("_auth_user_id")


def test_signing_out_does_not_redirect_to_another_site(clerk: AbstractBaseUser) -> None:
    for payload in PAYLOADS[::20]:
        answer = sign_in(Client(), clerk).post("/staff/logout/", {"next": payload})
        assert _stays(answer["Location"]), payload


def test_back_parameter_does_not_redirect_to_another_site(clerk: AbstractBaseUser) -> None:
    staff, asked = sign_in(Client(), clerk), request_of()
    here = f"/admin/intake/submission/{asked.pk}"
    for payload in PAYLOADS[::2]:
        answer = staff.post("/admin/intake/submission/search/?" + _query(payload), {"q": ""})
        assert answer["Location"].startswith("/admin/intake/submission/"), payload
        assert "evil" not in answer["Location"]
    for payload in PAYLOADS[::40]:
        assert b"evil" not in staff.get(f"{here}/change/", {"back": payload}).content
    answer = staff.post(f"{here}/do/release/?" + _query("//evil.test"), {})
    assert answer.status_code == 302
    assert "evil" not in answer.headers.get("Location", "")


def _query(payload: str) -> str:
    return urlencode({"back": payload, "next": payload})


def test_public_forms_ignore_redirect_parameters(db: None) -> None:
    for name, payload in product(("next", "back", "url", "redirect", "return_to", "action"), PAYLOADS[:12]):
        for address in ("/consultation/start/", "/faq/none/clear/"):
            answer = Client().post(f"{address}?{name}={payload}", {name: payload})
            assert _stays(answer.headers.get("Location", "/")), (address, payload)
