"""Fuzzing the public forms. FUZZ_EXAMPLES sets the number of examples."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clinic_site.page_cache.middleware import PageCache
from intake.crypto.receipts import status_page_code
from intake.forms.callback import CallbackForm
from intake.forms.consultation import STEPS
from intake.forms.resume import ResumeForm
from intake.forms.self_check import GateForm, ItemsForm
from intake.forms.status import ChangeForm, StatusForm
from intake.forms.suitability import SuitabilityForm
from intake.models import FaqEntry
from tests.attacks.chance import often
from tests.attacks.visitor import FORM, Visitor
from tests.attacks.wire import ask
from tests.intake.workbench import request_of
from tests.typed import SECRET

_NASTY = (
    *(
        "",
        " ",
        "\x00",
        "\ud800",
        "\u202e",
        "\u200b" * 50,
        "a\u0300" * 40,
        "\U0001f468\u200d\U0001f469",
        "\ufeff",
    ),
    *(
        "%",
        "%00",
        "{{7*7}}",
        "{% debug %}",
        "%(x)s",
        "{0.__class__}",
        "<b>",
        "' OR 1=1 --",
        "../../etc/passwd",
    ),
    *(
        "1e309",
        "-1",
        "9" * 400,
        "0x",
        "null",
        "[]",
        "{}",
        "\u0661\u0662\u0663",
        "=1+1",
        "\r\nSet-Cookie: a=b",
    ),
    *("x" * 2000, "\u0345" * 1500, '{"who": {"for_whom": ["me"]}}', '{"who": 1}', "[[" * 2000),
    *("+1 732 555 0142 ext. \u0665", "tel:+1-732-555-0142;ext=9", "a@" + "b." * 120 + "c", '"@"@example.com'),
)
_VALID = ("yes", "no", "on", "me", "someone", "phone", "text", "email", "any", "morning", "en", "interpreter")
_VALID_TOO = ("(732) 555-0142", "a@example.com", "consultation-1", "Sam", "unsure", "sleep", "talk", "es")
VALUES = st.one_of(st.sampled_from((*_VALID, *_VALID_TOO)), st.sampled_from(_NASTY), st.text(max_size=80))
_TYPES = (
    *(FORM, f"{FORM}; charset=utf-16", f"{FORM}; charset=bogus", f"{FORM}; charset=unicode_escape"),
    *("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" + "y" * 300),
    *(
        "application/json",
        "text/plain",
        "",
        f"{FORM}; charset*=utf-8''%00",
        f"{FORM}; charset*=bogus''x",
        "a/b;" * 50,
    ),
)
_PARAMETER = st.text(alphabet="abcharset*=0'\"%;utf-8 ", max_size=30)
_MADE_UP = st.builds("{}; {}; charset{}".format, st.sampled_from([FORM, "a/b"]), _PARAMETER, _PARAMETER)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Sec-Fetch-Site": st.sampled_from(["same-origin", "none", "cross-site", "\xff"]),
        "Origin": st.sampled_from(["null", "http://testserver", "http://[", "//"]),
        "Accept-Language": st.sampled_from(["es", "*", "x" * 600, "en;q=nan"]),
        "Cookie": st.sampled_from(
            ["draft=x", "draft=" + "0" * 26, "draft=\x00;;=", "session=x; csrf=x", "a" * 900]
        ),
        "X-Forwarded-For": st.sampled_from(["1.2.3.4", "::", "x", "1.2.3.4, " * 40]),
    },
)

_STATIC = {
    "/callback/": list(CallbackForm.base_fields),
    "/consultation/start/": [],
    "/consultation/send/": ["typed", "draft"],
    "/consultation/later/": [],
    "/consultation/show/": [],
    "/consultation/leave/": [],
    "/consultation/resume/": list(ResumeForm.base_fields),
    "/consultation/is-this-for-me/": list(SuitabilityForm.base_fields),
    "/request/": list(StatusForm.base_fields),
    "/self-check/": [*GateForm.base_fields, *ItemsForm.base_fields],
    "/questions-to-ask/": ["own", "change"],
    "/faq/{faq}/clear/": ["clear"],
    "/leave/": [],
    "/leave/{code}/": [],
    "/request/{code}/change/": list(ChangeForm.base_fields),
    "/request/{code}/withdraw/": [],
    "/request/{code}/undo/": [],
}
_STEPS = {f"/consultation/{step.slug}/": list(step.form.base_fields) for step in STEPS}
FORMS = _STATIC | _STEPS
_EXTRA = [
    "stamp",
    "spare",
    "help_shown",
    "change",
    "later",
    "csrfmiddlewaretoken",
    "_method",
    "",
    "name[]",
    "\x00",
]


@pytest.fixture
def fill_path(db: None) -> Callable[[str], str]:
    """Return a function that fills in a path with an existing request and question."""
    entry = FaqEntry.objects.create(question="Is it?", slug="is-it", answer="It is.", published=True)
    asked = request_of()
    code = status_page_code(asked.pk, SECRET, timezone.now())
    return lambda path: path.format(faq=entry.slug, code=code)


@often
@given(
    paths=st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=3),
    values=st.lists(VALUES, min_size=6, max_size=6),
    picks=st.lists(st.integers(0, 40), min_size=6, max_size=6),
    headers=_HEADERS,
)
def test_random_answers_do_not_break_a_form(
    fill_path: Callable[[str], str],
    paths: list[str],
    values: list[str],
    picks: list[int],
    headers: dict[str, str],
) -> None:
    visitor = Visitor(**headers)
    for path in paths:  # one after another in one session, so that there are half-filled drafts
        names = [*FORMS[path], *_EXTRA]
        answers = {names[pick % len(names)]: value for pick, value in zip(picks, values, strict=True)}
        answer = visitor.fill(fill_path(path), answers)
        assert answer.status_code < 500, (path, answers)


@often
@given(
    path=st.sampled_from(sorted(FORMS)),
    body=st.one_of(
        st.binary(max_size=300), st.sampled_from([b"=", b"&" * 120, b"--x\r\n", b"%" * 99, b"a=" * 99])
    ),
    content_type=st.one_of(st.sampled_from(_TYPES), _MADE_UP),
)
def test_random_bodies_do_not_break_a_form(
    site: PageCache, fill_path: Callable[[str], str], path: str, body: bytes, content_type: str
) -> None:
    answer = ask(site, fill_path(path), "POST", body, CONTENT_TYPE=content_type)

    assert answer.status < 500
    assert "content-security-policy" in answer.headers  # the response is ours, not the server's


@often
@given(query=VALUES, more=VALUES)
def test_random_queries_do_not_break_search(visitor: Callable[..., Visitor], query: str, more: str) -> None:
    pair = {"q": query.encode("utf-8", "replace").decode(), "page": more.encode("utf-8", "replace").decode()}

    assert visitor().get("/search/", pair).status_code == 200


@often
@given(
    path=st.sampled_from(
        [
            "/callback/received/{}/",
            "/request/{}/",
            "/request/{}/change/",
            "/consultation/{}/",
            "/faq/{}/thanks/",
            "/{}/",
        ]
    ),
    word=st.one_of(st.text(min_size=1, max_size=60), st.sampled_from([v for v in _NASTY if v])),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "PROPFIND"]),
)
def test_random_urls_do_not_break_the_site(
    visitor: Callable[..., Visitor], path: str, word: str, method: str
) -> None:
    address = path.format(word.encode("utf-8", "replace").decode().replace("?", "").replace("#", ""))

    assert visitor().generic(method, address).status_code < 500


def test_every_public_form_is_fuzzed() -> None:
    known = {path.format(faq="<slug:slug>", code="<str:code>") for path in _STATIC}

    assert _guarded() - known == {"/consultation/<step:slug>/"}, "add the new form to _STATIC"


@cache
def _guarded() -> set[str]:
    return set(_walk(get_resolver().url_patterns, "/"))


def _walk(entries: list, prefix: str) -> list[str]:
    found = []
    for entry in entries:
        here = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            found += _walk(entry.url_patterns, here)
        elif getattr(entry.callback, "guards_same_origin", False):
            found.append(here)
    return found
