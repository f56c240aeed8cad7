"""People as they use the form, made by chance from one fixed seed.

Each opens the form at a certain time, takes a while, has certain habits, and sends what the displayed
page contains: its hidden fields are never made up here.

What marks a request looks at itself, at the hour in which it is sent, and at the uses of its form. The
busiest hour is the first, when 25 people share a Wi-Fi; later hours are all alike. So more people would
only add hours like those before: 20 people with each habit are enough.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.typed import NONCE

HOW_MANY = 180
_MONDAY = dt.datetime(2026, 11, 23, 13, 0, tzinfo=dt.UTC)
_NAMES = ("Sam", "Zoë O’Brien", "李小龙", "Mc'Kenzie", "María José", "X", "Jean-Luc", "O", "Năng", "Ali 3rd")
_MESSAGES = (
    "",
    "Afternoons are best. My sister may answer, she knows.",
    "I read https://www.ptsd.va.gov and would like to talk about what is there.",
    "¿Hablan español?",
    "Line one\r\n\r\nLine two, written on a phone. don't worry 🙂",
    "I have been on sertraline for 2 years. $40 a session? a < b > c",
)
HABITS = ("plain", "manager", "typing fast", "overnight", "a day", "a week", "back", "again", "mistake")


@dataclass(frozen=True)
class Person:
    """A person's habit, network, answers, and the times at which they open and send the form."""

    number: int
    habit: str
    network: str
    page: str
    opens: dt.datetime
    takes: dt.timedelta
    answers: dict[str, Any] = field(hash=False)


def people(seed: int = 42) -> Iterator[Person]:
    """Yield the people. The first 25 use the clinic's Wi-Fi within one hour."""
    chance = random.Random(seed)
    for number in range(HOW_MANY):
        habit = HABITS[number % len(HABITS)]
        shared = number < 25
        home = f"198.{18 + number % 2}.{number // 2}.{chance.randint(1, 254)}"
        yield Person(
            number=number,
            habit=habit,
            network="203.0.113.5" if shared else home,
            page=chance.choice(["/callback/", "/ptsd-medication-alternatives/"]),
            opens=_MONDAY + dt.timedelta(minutes=2 * number if shared else 60 + 7 * number),
            takes=_time_taken(habit, chance, shared=shared),
            answers=_answers(number, chance),
        )


def _time_taken(habit: str, chance: random.Random, *, shared: bool) -> dt.timedelta:
    if habit == "typing fast":
        return dt.timedelta(seconds=8)
    if shared:  # all of them send within the hour
        return dt.timedelta(seconds=chance.randint(20, 300))
    longer = {"overnight": 9, "a day": 24, "a week": 24 * 7}
    return dt.timedelta(hours=longer.get(habit, 0), seconds=chance.randint(20, 1800))


def _answers(number: int, chance: random.Random) -> dict[str, Any]:
    channel = chance.choice(["phone", "text", "email"])
    times = chance.sample(["morning", "midday", "afternoon"], chance.randint(0, 3))
    return {
        "name": f"{chance.choice(_NAMES)} {number}",
        "adult": "yes",
        "channel": channel,
        "phone": f"732 555 {number:04}" if channel != "email" else "",
        "email": f"p{number}@example.com" if channel == "email" else "",
        "when": "some" if times else "any",
        "times": times,
        "message": chance.choice(_MESSAGES),
        "consent": "on",
        "nonce": NONCE,
    }


def as_a_manager_fills(page: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Return the data sent if a password manager fills in every visible field."""
    filled = {name: f"filled {name}" for name in visible_texts(page) if name not in answers}
    return filled | answers


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page, as a browser sends them."""
    return _read(page).hidden


def visible_texts(page: str) -> list[str]:
    """Return the names of the text fields that a person, or an assistive tool, can see and reach."""
    return _read(page).visible


def _read(page: str) -> _Form:
    form = _Form()
    form.feed(page)
    return form


_STAMPED = ("/callback/", "/consultation/who/")


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.unseen = 0
        self.hidden: dict[str, str] = {}
        self.visible: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = any(path in (given.get("action") or "") for path in _STAMPED)
        elif tag == "div" and self.inside:
            self.unseen += bool(self.unseen) or "visually-hidden" in (given.get("class") or "")
        elif self.inside and tag in {"input", "textarea"} and given.get("name"):
            self._take(given, tag)

    def _take(self, given: dict[str, str | None], tag: str) -> None:
        kind = given.get("type", "text") if tag == "input" else "text"
        if kind == "hidden":
            self.hidden[given["name"]] = given.get("value") or ""
        elif kind in {"text", "tel", "email"} and not self.unseen and given.get("tabindex") != "-1":
            self.visible.append(given["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "div" and self.unseen:
            self.unseen -= 1
