"""Nurses who work through the queue in a browser: each call is one card, counted in clicks and words."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.staff import QUEUE, sign_in
from tests.stack import ROOT, Stack

# How each call goes: its result, and the note that is typed beside it.
CALLS = (
    ("No answer", "Rang eight times."),
    ("Reached", "Comes on Tuesday at ten."),
    ("Voicemail left", ""),
    ("Asked to call back", "At work until four."),
    ("Wrong number", "A bakery answers."),
)
ASK = (
    "import datetime as dt; from django.utils import timezone\n"
    "from tests.intake.workbench import request_of\n"
    "now = timezone.now()\n"
    "for n in range({count}):\n"
    "    number = dict(typed=f'(732) 555-01{{n:02}}', e164=f'+173255501{{n:02}}', extension='')\n"
    "    at = now - dt.timedelta(minutes={count} - n)\n"
    "    request_of(f'Monday Testcase {{n}}', at=at, phone=number, voicemail=True)\n"
)
COUNT = (
    "from collections import Counter; from intake.models import ContactAttempt, Submission\n"
    "made = Counter(ContactAttempt.objects.not_undone().values_list('submission__reference', flat=True))\n"
    "results = Counter(ContactAttempt.objects.not_undone().values_list('result', flat=True))\n"
    "print(sorted(set(made.values())), len(made), dict(sorted(results.items())))\n"
)


def always_open(folder: Path) -> Path:
    """Write the facts of a clinic that is open day and night; return the path."""
    facts = (ROOT / "tests" / "clinic.toml").read_text(encoding="utf-8").partition("[opening_hours]")[0]
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hours = "".join(f'{day} = ["00:00-23:59"]\n' for day in days)
    path = folder / "clinic.toml"
    path.write_text(f"{facts}[opening_hours]\n{hours}", encoding="utf-8")
    return path


def ask_for_calls(stack: Stack, count: int) -> None:
    """Store `count` requests of people who may be called at any time."""
    stack.manage("shell", "--no-imports", "--command", ASK.format(count=count))


def what_is_on_record(stack: Stack) -> str:
    """Return how many attempts each request has, how many requests were tried, and the results."""
    return stack.manage("shell", "--no-imports", "--command", COUNT).strip().splitlines()[-1]


@dataclass(frozen=True)
class Call:
    """One call after its card was open: what the nurse did, and how long it took in seconds."""

    nurse: str
    reference: str
    result: str
    clicks: int
    keys: int
    words: int
    seconds: float


@dataclass
class Nurse:
    """A nurse at a browser, who counts what each call takes."""

    name: str
    page: Page
    stack: Stack
    calls: list[Call] = field(default_factory=list)

    def sign_in(self) -> None:
        """Open the queue."""
        sign_in(self.page, self.stack, QUEUE, self.name)

    def take_the_first_call(self) -> None:
        """Press the one button of the queue."""
        self.page.get_by_role("button", name="Take the next call").click()

    @property
    def reference(self) -> str:
        """The reference of the request on the card."""
        return self.page.locator("#request-state .reference").inner_text()

    def work(self, result: str, note: str) -> None:
        """Say how the call went, and go on to the next one."""
        page, reference = self.page, self.reference
        page.wait_for_load_state()  # the keys work once the scripts have run
        clicks = keys = 0
        began = time.perf_counter()
        page.get_by_label(result, exact=True).click()
        clicks += 1
        if result == "Asked to call back":
            page.keyboard.press("t")
            at = dt.datetime.now() + dt.timedelta(days=2)
            page.keyboard.type(at.strftime("%m%d%Y"))
            page.keyboard.press("Tab")
            page.keyboard.type("0930AM")
            keys += 1
        if note:
            page.get_by_label("Asked to call back", exact=True).focus()
            page.keyboard.press("n")
            page.keyboard.type(note)
            keys += 1
        page.get_by_role("button", name="Save and next call").click()
        clicks += 1
        expect(page.locator(".undo")).to_contain_text(f"Saved for {reference}")
        took = time.perf_counter() - began
        self.calls.append(Call(self.name, reference, result, clicks, keys, len(note.split()), took))

    @property
    def has_a_card(self) -> bool:
        """Whether there is another call."""
        return bool(re.search(r"/change/", self.page.url))


def work_through(nurses: list[Nurse]) -> list[Call]:
    """Let the nurses work in turns, each with a card open, until the queue is empty; return the calls."""
    for nurse in nurses:
        nurse.sign_in()
    for nurse in nurses:
        nurse.take_the_first_call()
    number = 0
    while any(nurse.has_a_card for nurse in nurses):
        for nurse in nurses:
            if nurse.has_a_card:
                nurse.work(*CALLS[number % len(CALLS)])
                number += 1
    return [call for nurse in nurses for call in nurse.calls]
