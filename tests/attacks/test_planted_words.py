"""Two hundred planted words go into every form, URL, header and failure mode.

Afterward none is found in any file, table, log or mail, whether in clear text or encoded. One site
is started for all of it. `faults/test_canaries.py` does the same for the callback form alone.
"""

from __future__ import annotations

import http.client
import itertools
import re
import secrets
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from intake.forms.consultation import STEPS
from tests.faults.conftest import bare_stack, own_mailbox, own_stack  # noqa: F401 (fixtures)
from tests.faults.sites import ask_database
from tests.faults.test_canaries import everything_stored, spellings
from tests.intake.consultation_answers import TYPED
from tests.stack import PATIENCE, Mailbox, Stack, wait_until
from tests.typed import NONCE

pytestmark = pytest.mark.fault

ROOT = "qzxvbrind"
_TEXTS = ("name", "ask_for", "code_word", "note", "medicines_now", "hopes", "which_language")
_RENAME = "ALTER TABLE {} RENAME TO {}"


class Planter:
    """A client that plants a new word in every input."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.cookies: dict[str, str] = {}
        self._numbers = itertools.count()
        self.statuses: list[int] = []

    @property
    def planted(self) -> int:
        return next(self._numbers)

    def word(self) -> str:
        return f"{ROOT}{next(self._numbers):03}"

    def words(self, *names: str) -> dict[str, str]:
        return {name: f"{self.word()} le" for name in names}

    def ask(
        self, path: str, form: dict[str, object] | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        """Post a form, or get a page if `form` is None."""
        sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=30)
        body = urlencode(form, doseq=True) if form is not None else None
        connection.request("POST" if form is not None else "GET", path, body, sent | headers)
        answer = connection.getresponse()
        answer.page = answer.read().decode()
        connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.statuses.append(answer.status)
        if "/again/" in answer.headers.get("Location", ""):
            return self.ask(answer.headers["Location"])
        return answer


def _call(planter: Planter, **changes: object) -> dict[str, object]:
    texts = planter.words("name", "ask_for", "code_word", "which_language", "message")
    contact = {"channel": "email", "email": f"{planter.word()}@example.com", "language": "interpreter"}
    return {"adult": "yes", "consent": "on", "nonce": NONCE, "confirm": "on"} | texts | contact | changes


def _public(planter: Planter) -> str:
    """Plant words in every public form, valid and invalid; return the URL of a status page."""
    for changes in ({"email": planter.word()}, {"phone": planter.word()}, {"message": planter.word() * 200}):
        planter.ask("/callback/", _call(planter, **changes))
    planter.ask("/callback/", _call(planter, adult="no"))
    planter.ask("/callback/", _call(planter), **{"Sec-Fetch-Site": "cross-site"})
    too_long_for_an_address = f"{planter.word()} {secrets.token_hex(10_000)}"  # random, so it stays long
    planter.ask("/callback/", _call(planter, phone=planter.word(), message=too_long_for_an_address))
    planter.ask("/callback/", _call(planter, message=planter.word() * 120_000))
    planter.ask(
        "/callback/", {planter.word(): planter.word() for _ in range(3)} | {str(n): "" for n in range(200)}
    )
    bogus = f"application/x-www-form-urlencoded; charset={planter.word()}"
    planter.ask("/callback/", _call(planter), **{"Content-Type": bogus})
    for path, names in (
        ("/self-check/", ("event", "item1")),
        ("/consultation/is-this-for-me/", ("danger", "travel")),
        ("/questions-to-ask/", ("own", "topics")),
        ("/consultation/resume/", ("code",)),
        ("/faq/nothing/clear/", ("clear",)),
        ("/request/", ("reference", "secret")),
        ("/consultation/send/", ("typed", "draft")),
    ):
        planter.ask(path, planter.words(*names))
    for path in (
        "/search/?q={}",
        "/{}/",
        "/callback/received/{}/",
        "/request/{}/",
        "/faq/{}/thanks/",
        "/crisis/?{}=1",
    ):
        planter.ask(path.format(planter.word()))
    for header in ("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "Accept-Language", "Origin", "Host"):
        planter.ask("/callback/", _call(planter, consent=""), **{header: planter.word()})
    return _changed(planter)


def _changed(planter: Planter) -> str:
    sent = planter.ask("/callback/", _call(planter))
    assert sent.status == 303
    page = _receipt(planter, sent.headers["Location"])
    reference = re.search(r'class="reference"[^>]*>\s*([0-9A-Z-]{9})\s*<', page)[1]
    secret = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", page)[0]
    there = planter.ask("/request/", {"reference": reference, "secret": secret}).headers["Location"]
    reach = {"channel": "email", "email": f"{planter.word()}@example.com"}
    planter.ask(f"{there}change/", planter.words("ask_for", "code_word") | reach | {"phone": planter.word()})
    planter.ask(f"{there}change/", planter.words("ask_for", "code_word") | reach)
    return there


def _receipt(planter: Planter, location: str) -> str:
    """Return the page of a receipt, reloaded as it says while the database doesn't answer."""
    wait_until(lambda: planter.ask(location).status != 503, PATIENCE, "receipt")
    receipt = planter.ask(location)
    assert receipt.status == 200, receipt.status
    assert 'class="reference"' in receipt.page, re.findall("<h1>.*?</h1>", receipt.page)
    return receipt.page


def _consultation(planter: Planter) -> None:
    """Plant words in every step of the consultation; send one form, leave another unfinished."""
    for unfinished in (False, True):
        planter.cookies.clear()
        planter.ask("/consultation/start/", {})
        for step in STEPS:
            given = planter.words(*(name for name in _TEXTS if name in step.form.base_fields))
            answers = TYPED.get(step.slug, {}) | given
            planter.ask(
                f"/consultation/{step.slug}/", answers | {"phone": planter.word(), "consent": planter.word()}
            )
            planter.ask(f"/consultation/{step.slug}/", answers, **{"Sec-Fetch-Site": "cross-site"})
            planter.ask(f"/consultation/{step.slug}/", answers)
        page = planter.ask("/consultation/check/").page
        assert ROOT in page
        if not unfinished:
            from html import unescape

            hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
            sent = planter.ask("/consultation/send/", {name: unescape(value) for name, value in hidden})
            assert sent.status == 303


def _without_tables(planter: Planter, stack: Stack) -> None:
    """Plant words while the database cannot store them."""
    for table, path in (("intake_submission", "/callback/"), ("intake_draft", "/consultation/hopes/")):
        ask_database(stack, _RENAME.format(table, "elsewhere"))
        form = _call(planter) if path == "/callback/" else planter.words("hopes", "which_language")
        assert planter.ask(path, form).status == 503
        planter.ask(f"/request/{planter.word()}/")
        ask_database(stack, _RENAME.format("elsewhere", table))


def _staff(planter: Planter, stack: Stack) -> None:
    stack.give_app("nurse")
    session = stack.staff_session()
    planter.cookies = {session["name"]: session["value"]}
    listing = planter.ask("/admin/intake/submission/?tab=spam").page  # without a form timestamp
    here = re.search(r'"(/admin/intake/submission/[0-9a-f-]{36}/)change/', listing)[1]
    shown = planter.ask(f"{here}change/")
    assert ROOT in shown.page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.page)[1]

    def post(path: str, **form: str) -> None:
        planter.ask(path, form | {"csrfmiddlewaretoken": token}, Origin=stack.url)

    post(f"{here}do/note/", text=planter.word())
    post(f"{here}do/note/", text=planter.word() * 400)
    post(f"{here}do/attempt/", result=planter.word(), reason=planter.word(), channel="email")
    post(f"{here}do/hold/", held="1", text=planter.word())
    post(f"{here}reveal/", reason="other", text=planter.word())
    post(f"{here}do/close/", ending=planter.word(), outcome_text=planter.word(), version="0")
    post("/admin/intake/submission/search/", q=f"{planter.word()}@example.com")
    post("/admin/intake/submission/key-in/", **planter.words("name", "message", "phone"))
    post("/staff/login/", login="nurse", password=planter.word())
    planter.ask(f"/admin/{planter.word()}/")


@pytest.fixture
def planter(own_stack: Stack, own_mailbox: Mailbox) -> Planter:  # noqa: F811
    own_stack.start_site()
    own_stack.start_worker()
    planter = Planter(own_stack)
    _public(planter)
    _consultation(planter)
    _without_tables(planter, own_stack)
    _staff(planter, own_stack)
    own_mailbox.wait_for(3)
    return planter


def _needles() -> Iterator[bytes]:
    yield from spellings(ROOT)
    yield ROOT.upper().encode()
    yield quote(ROOT).encode()


def test_no_planted_word_is_left_anywhere(planter: Planter, own_mailbox: Mailbox) -> None:  # noqa: F811
    assert planter.planted >= 200
    assert {200, 303, 400, 403, 404, 413, 422, 503} <= set(planter.statuses)
    needles = set(_needles())
    # The recipient of a confirmation is the only input that an email contains.
    sent = [mail["To"] or "" for mail in own_mailbox.accepted]

    found = [
        (name, needle)
        for name, content in everything_stored(planter.stack, own_mailbox)
        for needle in needles
        if needle in _without(content, sent)
    ]

    assert found == []


def _without(content: bytes, addresses: list[str]) -> bytes:
    for address in addresses:
        content = content.replace(f"To: {address}".encode(), b"")
    return content
