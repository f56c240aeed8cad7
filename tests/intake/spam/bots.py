"""Posts of bots, which no person would send. Each is marked, stored and answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from intake.enums import SuspectReason
from intake.spam.form_timestamp import new_timestamp
from tests.typed import NONCE

_PLAUSIBLE = {
    "name": "Eric Jones",
    "adult": "yes",
    "channel": "email",
    "email": "eric@talkwithcustomer.example",
    "consent": "on",
    "nonce": NONCE,
}
_PITCH = "Hello, I can bring your website to the first page of search results. Reply to learn more."
_LINKS = "Cheap pills https://pills.example and https://more-pills.example/buy now"


@dataclass(frozen=True)
class Bot:
    """What one kind of bot posts, and the reasons that must be found."""

    name: str
    post: dict[str, Any]
    reasons: set[SuspectReason]


def bots(now: dt.datetime) -> Iterator[Bot]:
    """Yield every kind of bot, as it posts at `now`."""
    human = new_timestamp(now - dt.timedelta(minutes=3))
    for name, changes, reasons in (*_without_reading(now), *_with_the_form(now, human), *_with_links(human)):
        yield Bot(name, _PLAUSIBLE | {"message": _PITCH} | changes, reasons)


Case = tuple[str, dict[str, Any], set[SuspectReason]]
HONEYPOT, NO_TIMESTAMP, FAST, LINKS = (
    SuspectReason.HONEYPOT,
    SuspectReason.NO_TIMESTAMP,
    SuspectReason.FAST,
    SuspectReason.LINKS,
)


def _without_reading(now: dt.datetime) -> list[Case]:
    """Machines that post to the address and never asked for the form."""
    forged = f"{int(now.timestamp()) - 600:x}"
    return [
        ("posts straight to the address", {}, {NO_TIMESTAMP}),
        ("posts an empty timestamp", {"stamp": ""}, {NO_TIMESTAMP}),
        (
            "makes up a timestamp",
            {"stamp": f"{forged}:{'A' * 43}"},
            {NO_TIMESTAMP},
        ),
        ("posts a time without a signature", {"stamp": forged}, {NO_TIMESTAMP}),
        ("fills in every field it can think of", {"stamp": "yes", "spare": "yes"}, {HONEYPOT, NO_TIMESTAMP}),
        ("posts its own name into the timestamp", {"stamp": "Eric Jones"}, {NO_TIMESTAMP}),
        ("posts NUL into the timestamp", {"stamp": "\x00\x00"}, {NO_TIMESTAMP}),
        ("alters one character of a timestamp", {"stamp": new_timestamp(now)[:-1] + "!"}, {NO_TIMESTAMP}),
    ]


def _with_the_form(now: dt.datetime, human: str) -> list[Case]:
    """Machines that read the form, fill in what they find, or do not wait."""
    at_once: Callable[[float], str] = lambda seconds: new_timestamp(now - dt.timedelta(seconds=seconds))  # noqa: E731
    return [
        ("fills in every text field", {"stamp": human, "spare": "Eric Jones"}, {HONEYPOT}),
        ("fills in a web address everywhere", {"stamp": human, "spare": "https://seo.example"}, {HONEYPOT}),
        ("fills in a space and a period", {"stamp": human, "spare": " ."}, {HONEYPOT}),
        ("sends within a second", {"stamp": at_once(0)}, {FAST}),
        ("sends after a second", {"stamp": at_once(1)}, {FAST}),
        ("sends after two seconds", {"stamp": at_once(2)}, {FAST}),
        ("fills in everything at once", {"stamp": at_once(1), "spare": "x"}, {HONEYPOT, FAST}),
        (
            "fills in everything, with links, at once",
            {"stamp": at_once(1), "spare": "x", "message": _LINKS},
            {HONEYPOT, FAST, LINKS},
        ),
    ]


def _with_links(human: str) -> list[Case]:
    """Machines, or people paid by the hour, that do everything else like a patient."""
    return [
        ("writes two links", {"stamp": human, "message": _LINKS}, {LINKS}),
        ("writes forum markup", {"stamp": human, "message": "[url=//x.example]x[/url]"}, {LINKS}),
        ("writes HTML", {"stamp": human, "message": "<a href='//x.example'>x</a>"}, {LINKS}),
        ("has a web address as a name", {"stamp": human, "name": "https://casino.example"}, {LINKS}),
        (
            "writes links without a scheme",
            {"stamp": human, "message": "www.a.example WWW.b.example"},
            {LINKS},
        ),
        (
            "hides a link in the word to say first",
            {"stamp": human, "channel": "phone", "phone": "(732) 555-0142", "when": "any"}
            | {"code_word": "www.seo.example"},
            {LINKS},
        ),
    ]
