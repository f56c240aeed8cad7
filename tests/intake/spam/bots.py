"""Posts as machines send them. None is ever a person's; each is marked, stored and answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from intake.enums import SuspectReason
from intake.spam.form_timestamp import new_stamp
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
    """What one kind of machine posts, and the reasons that must be found."""

    name: str
    post: dict[str, Any]
    reasons: set[SuspectReason]


def bots(now: dt.datetime) -> Iterator[Bot]:
    """Yield every kind of machine as it posts at `now`."""
    human = new_stamp(now - dt.timedelta(minutes=3))
    for name, changes, reasons in (*_without_reading(now), *_with_the_form(now, human), *_with_links(human)):
        yield Bot(name, _PLAUSIBLE | {"message": _PITCH} | changes, reasons)


Case = tuple[str, dict[str, Any], set[SuspectReason]]
TRAP, NO_STAMP, FAST, LINKS = (
    SuspectReason.TRAP,
    SuspectReason.NO_STAMP,
    SuspectReason.FAST,
    SuspectReason.LINKS,
)


def _without_reading(now: dt.datetime) -> list[Case]:
    """Machines that post to the address and never asked for the form."""
    forged = f"{int(now.timestamp()) - 600:x}"
    return [
        ("posts straight to the address", {}, {NO_STAMP}),
        ("posts an empty stamp", {"stamp": ""}, {NO_STAMP}),
        ("makes up a stamp", {"stamp": f"{forged}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, {NO_STAMP}),
        ("posts a time without a signature", {"stamp": forged}, {NO_STAMP}),
        ("fills in everything that it can think of", {"stamp": "yes", "spare": "yes"}, {TRAP, NO_STAMP}),
        ("posts its own name into the stamp", {"stamp": "Eric Jones"}, {NO_STAMP}),
        ("posts NUL into the stamp", {"stamp": "\x00\x00"}, {NO_STAMP}),
        ("alters one sign of a stamp", {"stamp": new_stamp(now)[:-1] + "!"}, {NO_STAMP}),
    ]


def _with_the_form(now: dt.datetime, human: str) -> list[Case]:
    """Machines that read the form, fill in what they find, or do not wait."""
    at_once: Callable[[float], str] = lambda seconds: new_stamp(now - dt.timedelta(seconds=seconds))  # noqa: E731
    return [
        ("fills in every text field", {"stamp": human, "spare": "Eric Jones"}, {TRAP}),
        ("fills in a web address everywhere", {"stamp": human, "spare": "https://seo.example"}, {TRAP}),
        ("fills in a space and a sign", {"stamp": human, "spare": " ."}, {TRAP}),
        ("sends in the second of reading", {"stamp": at_once(0)}, {FAST}),
        ("sends after a second", {"stamp": at_once(1)}, {FAST}),
        ("sends after two seconds", {"stamp": at_once(2)}, {FAST}),
        ("fills in everything at once", {"stamp": at_once(1), "spare": "x"}, {TRAP, FAST}),
        (
            "fills in everything, with links, at once",
            {"stamp": at_once(1), "spare": "x", "message": _LINKS},
            {TRAP, FAST, LINKS},
        ),
    ]


def _with_links(human: str) -> list[Case]:
    """Machines, or people paid by the hour, that do everything else like a patient."""
    return [
        ("writes two links", {"stamp": human, "message": _LINKS}, {LINKS}),
        ("writes markup of a forum", {"stamp": human, "message": "[url=//x.example]x[/url]"}, {LINKS}),
        ("writes markup of a page", {"stamp": human, "message": "<a href='//x.example'>x</a>"}, {LINKS}),
        ("is called by a web address", {"stamp": human, "name": "https://casino.example"}, {LINKS}),
        (
            "writes links without a scheme",
            {"stamp": human, "message": "www.a.example WWW.b.example"},
            {LINKS},
        ),
        ("hides a link in the word to say first", {"stamp": human, "code_word": "www.seo.example"}, {LINKS}),
    ]
