"""Measure what the two forms ask of a person on a small phone, with scripts off and on.

    .venv/bin/python benchmarks/form_effort.py [--json FILE]

A browser of 360×640 pixels fills in each form and sends it: the callback form with what is required,
the consultation with one answer to each question and a sentence of its own where there is room for one.
"minutes" is computed from the first field to the receipt: 0.2 s a key, 1 s a decision (each answer,
each button), and the time that the pages took to load; reading is not included. "screens" is the height
from the heading to the button, in screens, of all pages to the receipt; "words" are those seen there
at first, "controls" the questions and buttons, "folds" what can be unfolded. Needs Chromium.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import measure
from measure import Row, Stack
from playwright.sync_api import Browser, Page, sync_playwright

SCREEN = {"width": 360, "height": 640}
KEY, DECISION = 0.2, 1.0
NAME, PHONE, SENTENCE = "Sam", "7325550142", "I would rather talk about it."
COLUMNS = {"form": "", "scripts": "", "pages": "", "minutes": ".2f", "screens": ".1f"}
COLUMNS |= {"words": "", "controls": "", "folds": ""}
# The button that leads on.
_END = "main form button.button:visible >> nth=0"


def main() -> None:
    """Measure both forms both ways, print a table, and write the figures to a file if requested."""
    options = measure.parser(__doc__).parse_args()
    with measure.stack() as site, sync_playwright() as playwright:
        site.start_site()
        browser = measure.open_browser(playwright)
        rows = [
            _measured(browser, site, form, scripts=scripts)
            for form in ("callback", "consultation")
            for scripts in (False, True)
        ]
        browser.close()
    measure.report(rows, COLUMNS, options.json)


@dataclass
class Person:
    """Someone who fills in a form, and what it has cost them so far."""

    page: Page
    keys: int = 0
    decisions: int = 0
    loading: float = 0.0
    pages: int = 0
    screens: float = 0.0
    words: int = 0
    controls: int = 0
    folds: int = 0

    @property
    def minutes(self) -> float:
        """The time it took, as described above."""
        return (KEY * self.keys + DECISION * self.decisions + self.loading) / 60

    def type(self, name: str, text: str) -> None:
        """Type into a field."""
        self.page.fill(f"[name={name}]", text)
        self.keys += len(text)

    def choose(self, name: str, value: str) -> None:
        """Check an answer."""
        self.page.check(f"[name={name}][value='{value}']")
        self.decisions += 1

    def see(self) -> None:
        """Count what the page shows at first, from its heading to its button."""
        page = self.page
        button = page.locator(_END).bounding_box()
        top = page.locator("section.callback, h1").first.bounding_box()
        form = page.locator("main form:has(button.button:visible)").first
        self.pages += 1
        self.screens += (button["y"] + button["height"] - top["y"]) / SCREEN["height"]
        self.words += len(form.locator("xpath=..").inner_text().split())
        seen = [field for field in form.locator(".field").all() if field.is_visible()]
        self.controls += len(seen) + len([each for each in form.locator("button").all() if each.is_visible()])
        self.folds += form.locator("summary:visible").count()

    def press(self) -> None:
        """Press the button that leads on, and wait for the next page."""
        started = time.monotonic()
        with self.page.expect_navigation():
            self.page.click(_END)
        self.loading += time.monotonic() - started
        self.decisions += 1


def _measured(browser: Browser, site: Stack, form: str, *, scripts: bool) -> Row:
    page = browser.new_context(viewport=SCREEN, java_script_enabled=scripts).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{site.url}/{form}/", wait_until="load", timeout=120_000)
    person = Person(page)
    fill = _callback if form == "callback" else _consultation
    fill(person, f"{NAME}{secrets.token_hex(1)}")  # another request each time
    while "/received/" not in page.url:
        person.see()
        person.press()
        if person.pages > 14:
            raise RuntimeError(f"no receipt, but {page.title()!r}")
    page.context.close()
    counted = {name: getattr(person, name) for name in COLUMNS if name not in {"form", "scripts"}}
    return {"form": form, "scripts": "on" if scripts else "off"} | counted


def _callback(person: Person, name: str) -> None:
    person.type("name", name)
    person.type("phone", PHONE)
    person.choose("when", "any")
    person.choose("adult", "yes")
    person.page.check("[name=consent]")
    person.decisions += 1


def _consultation(person: Person, name: str) -> None:
    """Fill in all pages up to the one on which the answers are checked."""
    answers: list[list[tuple[str, str]]] = [
        [("for_whom", "me"), ("adult", "yes")],
        [("channel", "phone")],
        [("when", "any"), ("voicemail", "no"), ("say_clinic_name", "no")],
        [("areas", "sleep"), ("areas", "guard")],
        [("therapies", "emdr"), ("medicines", "sertraline")],
        [("health", "blood_pressure")],
        [("ride_home", "unsure"), ("access", "quiet")],
    ]
    texts = {1: {"name": name, "phone": PHONE}, 3: {"note": SENTENCE}}
    texts |= {5: {"medicines_now": "Sertraline"}, 6: {"hopes": SENTENCE}}
    person.see()
    person.press()
    for number, chosen in enumerate(answers):
        person.see()
        for field, value in chosen:
            person.choose(field, value)
        for field, text in texts.get(number, {}).items():
            person.type(field, text)
        person.press()
    person.see()
    person.page.check("[name=consent]")
    person.decisions += 1
    person.press()


if __name__ == "__main__":
    main()
