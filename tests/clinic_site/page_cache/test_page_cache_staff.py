"""Staff who are signed in get the public pages that everyone gets, and no page of theirs is stored."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from clinic_site.core.caching import public_page
from clinic_site.page_cache.middleware import PageCache
from tests.second_factor import session_key

Ask = Callable[..., Any]
_MARK = public_page(lambda request: HttpResponse()).__code__
NOTE = "a message that only staff may read"


def _is_public(view: Any) -> bool:
    while view is not None:
        if getattr(view, "__code__", None) is _MARK:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def _public_paths(patterns: Iterable[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _public_paths(each.url_patterns, before + str(each.pattern))
        elif _is_public(each.callback):
            yield before + str(each.pattern)


PUBLIC_PATHS = sorted(_public_paths(get_resolver().url_patterns))


@pytest.fixture
def cookie(nurse: AbstractBaseUser) -> str:
    """Return the cookies of a manager who has passed both factors and for whom a message waits.

    Comes before `site`, since a test client closes connections.
    """
    request, response = RequestFactory().get("/"), HttpResponse()
    waiting = CookieStorage(request)
    waiting.add(constants.INFO, NOTE)
    waiting.update(response)
    session = f"{settings.SESSION_COOKIE_NAME}={session_key(nurse)}"
    return f"{session}; messages={response.cookies['messages'].coded_value}"


@pytest.fixture
def public_paths() -> list[str]:
    assert {"/", "/crisis/", "/faq/", "/request/", "/sitemap.xml"} < set(PUBLIC_PATHS)
    assert not [path for path in PUBLIC_PATHS if "<" in path], "write an address for it here"
    return PUBLIC_PATHS


def test_public_pages_have_the_same_bytes_for_staff_and_are_stored_once(
    cookie: str, public_paths: list[str], site: PageCache, get: Ask
) -> None:
    different = []
    for path in public_paths:
        fresh = PageCache(site.app, max_bytes=10_000_000)
        first_to_staff = get(path, HTTP_COOKIE=cookie, of=fresh)
        anonymous = get(path)
        stored = get(path, HTTP_COOKIE=cookie)
        same = _without_stamp(first_to_staff.body) == _without_stamp(anonymous.body)
        same = same and anonymous.body == stored.body and "age" in stored.names
        if not same or {first_to_staff.status, anonymous.status, stored.status} != {200}:
            different.append(path)

    assert different == []
    assert sorted(path for _, _, path in site._entries) == public_paths


def _without_stamp(body: bytes) -> bytes:
    """Leave out the time at which a form was rendered: two renders may fall into two seconds."""
    return re.sub(rb'(name="stamp"[^>]*value=)"[^"]*"', rb"\1", body)


def test_no_public_page_looks_at_the_session_or_at_messages(
    cookie: str, public_paths: list[str], get: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    current = ""

    def noting(what: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            looked.append(f"{current} {what}")
            return original(*args, **kwargs)

        return noted

    for owner, name in ((SessionBase, "_get_session"), (CookieStorage, "_get")):
        monkeypatch.setattr(owner, name, noting(name, getattr(owner, name)))
    monkeypatch.setattr(SessionBase, "_session", property(SessionBase._get_session))
    for current in public_paths:
        get(current, HTTP_COOKIE=cookie)

    assert looked == []


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/intake/submission/", "/admin/intake/faqentry/", "/staff/2fa/", "/staff/login/"],
)
def test_a_staff_page_is_never_stored(cookie: str, site: PageCache, get: Ask, path: str) -> None:
    answers = [get(path, HTTP_COOKIE=cookie) for _ in range(2)]

    assert {answer.status for answer in answers} <= {200, 302}
    assert not [answer for answer in answers if "age" in answer.names]
    assert dict(site._entries) == {}
    assert NOTE.encode() not in get("/crisis/", HTTP_COOKIE=cookie).body


@pytest.mark.parametrize(
    ("path", "typed"),
    [("/questions-to-ask/", {}), ("/request/", {}), ("/request/", {"reference": "x", "secret": "y"})],
)
def test_the_answer_to_a_form_is_never_stored(
    cookie: str, site: PageCache, get: Ask, path: str, typed: dict[str, str]
) -> None:
    get(path)
    form = get(path).body
    body = urlencode(typed).encode()
    answer = get(
        path,
        method="POST",
        HTTP_COOKIE=cookie,
        HTTP_SEC_FETCH_SITE="same-origin",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": io.BytesIO(body)},
    )

    assert answer.body != form
    assert "no-store" in answer.headers["cache-control"]
    assert get(path).body == form
