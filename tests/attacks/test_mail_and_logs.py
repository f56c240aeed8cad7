"""Input cannot inject mail headers, recipients or log lines."""

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

from clinic_site.ops.log_format import JsonFormatter
from intake.enums import Kind
from intake.forms.callback import CallbackForm
from intake.mail.notifications import compose
from intake.models import OutboxMessage
from intake.services.requests.receive import receive

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
NAMES = [f"Sam{line_break}{header}" for line_break, header in product(_BREAKS, _HEADERS)]
ADDRESSES = [
    f"sam{line_break}{header}@example.com" if inside else f"sam@example.com{line_break}{header}"
    for line_break, header, inside in product(
        _BREAKS, ("Bcc: evil@evil.test", "evil@evil.test", ", evil@evil.test"), (0, 1)
    )
]
QUOTED = [
    f'"sam{line_break}{header}"@example.com'
    for line_break, header in product(_BREAKS, ("", "Bcc:e@evil.test"))
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


def test_corpus_has_at_least_500_cases() -> None:
    assert len({json.dumps(case) for case in CASES}) >= 400
    assert len(CASES) + len(ADDRESSES) >= 500


def _problems(written: EmailMessage, to: str) -> list[str]:
    """Return the problems of an email as sent over the wire."""
    try:
        wire = written.message().as_bytes()
    except (ValueError, HeaderParseError):  # a header with a line break is refused: the mail is not sent
        return []
    head = wire.partition(b"\n\n")[0].replace(b"\n ", b" ").replace(b"\n\t", b" ")
    names = sorted(line.partition(b":")[0].decode() for line in head.split(b"\n"))
    problems = [] if written.recipients() == [to] else [f"recipients {written.recipients()}"]
    if names != HEADERS or b"\r" in wire:
        problems.append(f"headers {names}")
    if b"text/plain" not in head or b"evil" in wire:
        problems.append("content")
    return problems


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


def test_name_cannot_inject_a_header_or_recipient() -> None:
    problems = []
    for name in NAMES:
        for message in _messages(name=name, message=name):
            ours = message.kind == "confirmation"
            written = compose(message)
            problems += [
                (name, problem)
                for problem in _problems(written, "sam@example.com" if ours else "staff@clinic.test")
            ]

    assert problems == []


def test_form_accepts_only_single_addresses(typed: Callable[..., dict[str, Any]]) -> None:
    taken = []
    for address in [*ADDRESSES, *QUOTED]:
        form = CallbackForm(typed(channel="email", email=address, confirm="on"))
        if form.is_valid():
            taken.append(form.cleaned_data["email"])

    # What remains is one address on one line; white space at its ends is stripped.
    assert [address for address in taken if set("\r\n\x00\x0b\x0c\x85\u2028\u2029, ;<>") & set(address)] == []


_LINES = [f'a{line_break}{{"level": "INFO"}}\x1b[2J\x1b]0;owned\x07' for line_break in _BREAKS]


@pytest.mark.parametrize("text", _LINES)
def test_log_lines_are_single_ascii_json_objects(text: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("attack")
    log.setLevel("INFO")
    log.addHandler(handler)

    try:
        raise ValueError(text)
    except ValueError:
        log.exception(text, extra={"reference": text, "error": text, "path": text})
    log.info("asked for %s", text)

    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["level"] for line in lines] == ["ERROR", "INFO"]
    assert all(" " <= char <= "~" for line in lines for char in line)


def test_request_content_is_not_logged(
    caplog: pytest.LogCaptureFixture, typed: Callable[..., dict[str, Any]]
) -> None:
    shown = JsonFormatter()
    client = Client(
        raise_request_exception=False, headers={"user-agent": "zephyr\r\nagent", "referer": "zephyr"}
    )
    for text in _LINES:
        client.post("/callback/", typed(name=f"zephyr{text}", email=text), query_params={"zephyr": text})
        client.post("/request/", {"reference": f"zephyr{text}", "secret": "zephyr"})
        client.get("/zephyr/", {"q": text})
    client.get("/crisis/", headers={"host": "zephyr.test"})

    lines = [shown.format(record) for record in caplog.records]
    assert lines  # the foreign host at least
    assert [line for line in lines if "zephyr" in line or "\n" in line] == []
