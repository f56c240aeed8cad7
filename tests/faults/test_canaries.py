"""What a person types is readable only in the admin: plant words, then search everything stored."""

from __future__ import annotations

import base64
import re
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest

from tests.faults.sites import ask_database
from tests.second_factor import totp_code
from tests.stack import PATIENCE, STAFF_PASSWORD, Mailbox, Stack, wait_until
from tests.typed import NONCE

CANARIES = {
    "name": "Quillonax Verrowby",
    "phone": "+1 732 555 0177 x4821",
    "email": "brindlemoor@example.com",
    "message": "zephyrtangle nightmares of Öresund",
}
ANSWERS = CANARIES | {
    "adult": "yes",
    "channel": "phone",
    "times": "any",
    "voicemail": "yes",
    "consent": "on",
    "nonce": NONCE,
}


def spellings(word: str) -> Iterator[bytes]:
    """Yield the encodings in which a word may be stored."""
    for text in {word, word.lower(), quote(word), quote(word, safe="").replace("%20", "+")}:
        yield text.encode()
        yield text.encode("utf-16-le")
    yield word.encode("unicode_escape")
    yield word.encode().hex().encode()
    for shift in range(3):  # base64 of the word at each of the three offsets at which it can start
        encoded = base64.b64encode(b"\x00" * shift + word.encode())
        yield encoded[4 if shift else 0 : -4]


def _needles() -> set[bytes]:
    words = [*CANARIES.values(), "Quillonax", "Verrowby", "brindlemoor", "zephyrtangle"]
    words += ["7325550177", "732 555 0177", "555 0177", "Öresund"]
    return {spelling for word in words for spelling in spellings(word) if len(spelling) > 5}


@pytest.fixture
def used(own_stack: Stack, own_mailbox: Mailbox) -> Stack:
    """Return a site on which a person made mistakes and sent a request, and a nurse read it."""
    stack = own_stack
    stack.start_site()
    stack.start_worker()
    _post(stack, ANSWERS | {"consent": ""})
    _post(stack, ANSWERS | {"adult": ""})
    _post(stack, ANSWERS, site="cross-site")
    _post(stack, ANSWERS)
    _read_as_nurse(stack)
    own_mailbox.wait_for(1)
    wait_until(lambda: _indexed(stack), PATIENCE, "index")
    return stack


def _post(stack: Stack, answers: dict[str, str], site: str = "same-origin") -> None:
    request = urllib.request.Request(f"{stack.url}/callback/", urlencode(answers).encode())
    request.add_header("Sec-Fetch-Site", site)
    try:
        urllib.request.urlopen(request, timeout=PATIENCE).read()
    except urllib.error.HTTPError as error:
        error.read()


def _read_as_nurse(stack: Stack) -> None:
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    stack.give_app("nurse")

    def send(path: str, **form: str) -> None:
        opener.open(f"{stack.url}{path}").read()
        form["csrfmiddlewaretoken"] = next(cookie.value for cookie in cookies if cookie.name == "csrf")
        opener.open(
            urllib.request.Request(f"{stack.url}{path}", urlencode(form).encode(), {"Origin": stack.url})
        ).read()

    send("/staff/login/", login="nurse", password=STAFF_PASSWORD)
    send("/staff/2fa/authenticate/", code=totp_code())
    # Without a form timestamp, it is in the tab "Possible spam".
    listing = opener.open(f"{stack.url}/admin/intake/submission/?tab=spam").read().decode()
    change = re.search(r'href="(/admin/intake/submission/[^"?]+/change/)', listing)[1]
    page = opener.open(f"{stack.url}{change}").read().decode()
    assert CANARIES["name"] in page


def _indexed(stack: Stack) -> bool:
    return ask_database(stack, "SELECT count(*) FROM intake_submission WHERE phone_index <> ''") == [(1,)]


def everything_stored(stack: Stack, mailbox: Mailbox) -> Iterator[tuple[str, bytes]]:
    """Yield the name and contents of every file, table and mail."""
    for path in Path(stack.folder).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
    for number, mail in enumerate(mailbox.accepted):
        yield f"mail {number}", mail.as_bytes()
    if urlsplit(stack.database_url).scheme.startswith("postgres"):
        yield from _tables(stack.database_url)


def _tables(url: str) -> Iterator[tuple[str, bytes]]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT t::text FROM "{name}" AS t').fetchall()
            yield f"table {name}", "\n".join(row for (row,) in rows).encode()


def test_no_planted_word_is_left_anywhere(used: Stack, own_mailbox: Mailbox) -> None:
    found = [
        (name, needle)
        for name, content in everything_stored(used, own_mailbox)
        for needle in _needles()
        if needle in content
    ]

    assert found == []


def test_search_finds_the_reference(used: Stack, own_mailbox: Mailbox) -> None:
    reference = own_mailbox.accepted[0]["Subject"].split(": ")[1].encode()

    names = {
        Path(name).name for name, content in everything_stored(used, own_mailbox) if reference in content
    }
    assert "mail 0" in names
    assert names & {"clinic.sqlite3", "clinic.sqlite3-wal", "table intake_submission"}
