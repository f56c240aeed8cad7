"""Nothing typed becomes a header of a mail, a second recipient, or a line of its own in a log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from email.errors import HeaderParseError
from itertools import product
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from clinic_site.logs import JsonFormatter
from intake.enums import Kind
from intake.forms import CallbackForm
from intake.models import OutboxMessage
from intake.notifications import confirmation, new_request
from intake.services.receive import receive

pytestmark = pytest.mark.django_db
_BREAKS = (
    *(
        "\r\n",
        "\n",
        "\r",
        "\n\r",
        "\r\n ",
        "\r\n\t",
        "\\r\\n",
        "%0d%0a",
        "%0A",
        "\x0b",
        "\x0c",
        "\x85",
        "\u2028",
        "\u2029",
    ),
    *(
        "\x00",
        "\x1c",
        "\x1d",
        "\x1e",
        "\u560d\u560a",
        "=?utf-8?q?=0D=0A?=",
        "=0D=0A",
        "\ufeff\n",
        ",",
        ";",
        "> ",
        '"\n',
        "\\\n",
    ),
)
_HEADERS = (
    *(
        "Bcc: evil@evil.test",
        "To: evil@evil.test",
        "Cc: evil@evil.test",
        "Subject: buy",
        "Reply-To: evil@evil.test",
    ),
    *(
        "Content-Type: text/html\r\n\r\n<b>",
        "X-Evil: 1",
        "MIME-Version: 1.0",
        "\r\nevil body",
        ".\r\nMAIL FROM:<a@evil.test>",
    ),
)
NAMES = [f"Sam{there}{header}" for there, header in product(_BREAKS, _HEADERS)]
ADDRESSES = [
    f"sam{there}{header}@example.com" if inside else f"sam@example.com{there}{header}"
    for there, header, inside in product(
        _BREAKS, ("Bcc: evil@evil.test", "evil@evil.test", ", evil@evil.test"), (0, 1)
    )
]
CASES = [*({"name": name} for name in NAMES), *({"email": address} for address in ADDRESSES)]
_USUAL = [
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
]
HEADERS = sorted([*_USUAL, "Auto-Submitted"])


def test_the_corpus_is_wide() -> None:
    assert len({json.dumps(case) for case in CASES}) >= 400
    assert len(CASES) + len(ADDRESSES) >= 500


def _wrong(written: EmailMessage, to: str) -> list[str]:
    """Return what is not as it must be in a mail, as it goes over the wire."""
    try:
        wire = written.message().as_bytes()
    except (ValueError, HeaderParseError):  # a header of two lines is refused: the mail is not sent
        return []
    head = wire.partition(b"\n\n")[0].replace(b"\n ", b" ").replace(b"\n\t", b" ")
    names = sorted(line.partition(b":")[0].decode() for line in head.split(b"\n"))
    faults = [] if written.recipients() == [to] else [f"recipients {written.recipients()}"]
    if names != HEADERS or b"\r" in wire:
        faults.append(f"headers {names}")
    if b"text/plain" not in head or b"evil" in wire:
        faults.append("content")
    return faults


def _messages(**changes: Any) -> list[OutboxMessage]:
    answers = {
        "name": "Sam",
        "channel": "email",
        "phone": None,
        "email": "sam@example.com",
        "confirm": True,
        "times": ["any"],
        "voicemail": False,
        "say_clinic_name": False,
        "message": "",
        "wording": "callback-2",
    }
    asked = receive(Kind.CALLBACK, answers | changes)
    return list(OutboxMessage.objects.filter(submission=asked))


def test_no_name_becomes_a_header_or_a_recipient() -> None:
    faults = []
    for name in NAMES:
        for message in _messages(name=name, message=name):
            ours = message.kind == "confirmation"
            written = (confirmation if ours else new_request)(message)
            faults += [
                (name, fault) for fault in _wrong(written, "sam@example.com" if ours else "staff@clinic.test")
            ]

    assert faults == []


def test_the_form_takes_no_address_that_is_more_than_one(typed: Callable[..., dict[str, Any]]) -> None:
    taken = []
    for address in ADDRESSES:
        form = CallbackForm(typed(channel="email", email=address, confirm="on"))
        if form.is_valid():
            taken.append(form.cleaned_data["email"])

    # What is left is one address of one line: breaks at its ends are cut off, as everywhere.
    assert [address for address in taken if set("\r\n\x00\x0b\x0c\x85\u2028\u2029, ;<>") & set(address)] == []


def test_every_address_that_the_form_takes_makes_one_header(typed: Callable[..., dict[str, Any]]) -> None:
    faults, tried = [], 0
    quoted = [
        f'"sam{there}{header}"@example.com' for there, header in product(_BREAKS, ("", "Bcc:e@evil.test"))
    ]
    for address in [*ADDRESSES, *quoted]:
        form = CallbackForm(typed(channel="email", email=address, confirm="on"))
        if form.is_valid():
            tried += 1
            taken = form.cleaned_data["email"]
            (message,) = [each for each in _messages(email=taken) if each.kind == "confirmation"]
            faults += [
                (address, fault) for fault in _wrong(confirmation(message), taken) if "headers" in fault
            ]

    assert tried > 20
    assert faults == []


_LINES = [f'a{there}{{"level": "INFO"}}\x1b[2J\x1b]0;owned\x07' for there in _BREAKS]


@pytest.mark.parametrize("words", _LINES)
def test_a_log_stays_one_object_a_line_of_plain_signs(words: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("attack")
    log.setLevel("INFO")
    log.addHandler(handler)

    try:
        raise ValueError(words)
    except ValueError:
        log.exception(words, extra={"reference": words, "error": words, "path": words})
    log.info("asked for %s", words)

    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["level"] for line in lines] == ["ERROR", "INFO"]
    assert all(" " <= sign <= "~" for line in lines for sign in line)


def test_nothing_that_a_request_holds_reaches_the_log(
    caplog: pytest.LogCaptureFixture, typed: Callable[..., dict[str, Any]]
) -> None:
    shown = JsonFormatter()
    client = Client(
        raise_request_exception=False, headers={"user-agent": "zephyr\r\nagent", "referer": "zephyr"}
    )
    for words in _LINES:
        client.post("/callback/", typed(name=f"zephyr{words}", email=words), query_params={"zephyr": words})
        client.post("/request/", {"reference": f"zephyr{words}", "secret": "zephyr"})
        client.get("/zephyr/", {"q": words})
    client.get("/crisis/", headers={"host": "zephyr.test"})

    lines = [shown.format(record) for record in caplog.records]
    assert lines  # the foreign host at least
    assert [line for line in lines if "zephyr" in line or "\n" in line] == []
