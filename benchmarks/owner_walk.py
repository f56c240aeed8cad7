"""Type every fact of the fictitious clinic into the admin, as a new owner would, and print the steps.

    .venv/bin/python benchmarks/owner_walk.py [--json FILE]

A manager who has signed in starts at "Get your site ready" of an empty clinic and fills in what
`example.toml` and its drawn pictures contain, by the admin alone. "seconds" is computed: 0.2 s a key,
1 s a decision (each field, choice, file, link and button), and the time that pages took to load. The
reading of the facts from a sheet of paper falls within the keys. Ends with 1 if the admin differs from
`example.toml` afterward, if anything is missing, or if it takes longer than 60 minutes. Needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import measure
from measure import ROOT, Row
from PIL import Image
from playwright.sync_api import Page, sync_playwright

KEY, DECISION, AT_MOST = 0.2, 1.0, 60 * 60
COLUMNS = {"step": "", "keys": "", "decisions": "", "loads": ".1f", "seconds": ".0f"}
EXAMPLE = ROOT / "clinic_site" / "clinic" / "example.toml"
SHIPPED = ROOT / "clinic_site" / "clinic" / "clinic.toml"
READY = "/admin/clinic/ready/"


@dataclass
class Owner:
    """Someone at a keyboard: counts keys, decisions and the seconds that pages took to load."""

    page: Page
    site: str
    keys: int = 0
    decisions: int = 0
    loads: float = 0.0

    def open(self, path: str) -> None:
        """Follow a link to a page of the admin."""
        self.decisions += 1
        with self._loading():
            self.page.goto(self.site + path)

    def write(self, field: str, value: str) -> None:
        """Type over what is in a field, unless that is right already or there is nothing to type."""
        box = self.page.locator(f"#id_{field}")
        if value != box.input_value():
            self.keys += len(value)
            self.decisions += 1
            box.fill(value)

    def pick(self, field: str, label: str) -> None:
        """Choose from a list, unless that is chosen already."""
        box = self.page.locator(f"#id_{field}")
        if label != box.locator("option:checked").inner_text():
            self.decisions += 1
            box.select_option(label=label)

    def tick(self, field: str, value: str = "") -> None:
        """Check a box, unless it is checked already."""
        box = self.page.locator(f'input[name="{field}"]' + (f'[value="{value}"]' if value else ""))
        if not box.is_checked():
            self.decisions += 1
            box.check()

    def translate(self, translations: dict[str, dict[str, str]]) -> None:
        """Open the fold of each language and type its texts."""
        for code, texts in translations.items():
            self.decisions += 1
            self.page.locator("fieldset details", has=self.page.locator(f"[lang={code}]")).first.evaluate(
                "fold => { fold.open = true; }"
            )
            for field, text in texts.items():
                self.write(f"{field}_{code}", text)

    def choose_file(self, path: Path) -> None:
        """Choose a file."""
        self.decisions += 1
        self.page.set_input_files("#id_file", path)

    def save(self, *, another: bool = False) -> None:
        """Press Save, or Save and add another, and see that it was saved."""
        self.decisions += 1
        with self._loading():
            self.page.click(f'input[name="{"_addanother" if another else "_save"}"]')
        if self.page.locator(".errornote").count():
            sys.exit(f"not saved: {self.page.locator('.errorlist').all_inner_texts()}")

    @contextmanager
    def _loading(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.page.wait_for_load_state("load")
        self.loads += time.perf_counter() - began


def main() -> None:
    """Walk, print each step and the sum, and check that nothing is missing."""
    options = measure.parser(__doc__).parse_args()
    with measure.stack(CLINIC_FILE=str(SHIPPED)) as site, sync_playwright() as playwright:
        site.start_site()
        browser = measure.open_browser(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([site.staff_session() | {"url": site.url}])
        with tempfile.TemporaryDirectory() as folder:
            rows = list(_walk(Owner(context.new_page(), site.url), _facts(), _drawn(Path(folder))))
        page = context.new_page()
        page.goto(site.url + READY)
        left = page.locator(".ready").inner_text()
        browser.close()
        differs = site.manage("clinic_differences", CLINIC_FILE=str(EXAMPLE))
    total = {name: sum(row[name] for row in rows) for name in COLUMNS if name != "step"}
    measure.report([*rows, {"step": "all facts"} | total], COLUMNS, options.json)
    print(f"{total['seconds'] / 60:.1f} minutes of at most {AT_MOST // 60}")
    if "Nothing is missing." not in left or "agree" not in differs or total["seconds"] > AT_MOST:
        sys.exit(f"{left}\n{differs}")


def _walk(owner: Owner, known: dict[str, Any], drawn: dict[str, list[Path]]) -> Iterator[Row]:
    steps = {
        "pictures": lambda: _pictures(owner, known, drawn),
        "facts about the clinic": lambda: _clinic(owner, known),
        "opening hours and holidays": lambda: _hours(owner, known),
        "other closed days": lambda: _closed_days(owner, known),
        "who is notified": lambda: _notified(owner, known),
        "people": lambda: _people(owner, known),
        "treatments": lambda: _treatments(owner, known),
        "fees": lambda: _listed(owner, "fee", known["fees"], ["item", "price", "includes", "valid_from"]),
        "insurance plans": lambda: _listed(owner, "plan", known["plans"], ["name", "note"]),
        "legal notices": lambda: _notices(owner, known),
        "a look at the list": lambda: owner.open(READY),
    }
    for step, take in steps.items():
        measure.show_progress(step)
        before = owner.keys, owner.decisions, owner.loads
        take()
        keys, decisions = owner.keys - before[0], owner.decisions - before[1]
        loads = owner.loads - before[2]
        seconds = keys * KEY + decisions * DECISION + loads
        yield {"step": step, "keys": keys, "decisions": decisions, "loads": loads, "seconds": seconds}
    measure.show_progress("")


def _pictures(owner: Owner, known: dict[str, Any], drawn: dict[str, list[Path]]) -> None:
    shows = {"portrait": "Portrait", "room": "Room or building", "map": "Map"}
    names = [person["name"] for person in known["people"]]
    owner.open(READY)
    owner.open("/admin/clinic/picture/add/")
    files = [(kind, number, path) for kind, paths in drawn.items() for number, path in enumerate(paths)]
    for kind, number, path in files:
        owner.choose_file(path)
        owner.pick("kind", shows[kind])
        owner.write(
            "alt", f"Portrait of {names[number]}" if kind == "portrait" else f"The {kind} of the clinic"
        )
        owner.tick("published")
        owner.save(another=(kind, number, path) != files[-1])


def _clinic(owner: Owner, known: dict[str, Any]) -> None:
    owner.open(READY)
    owner.open("/admin/clinic/clinicfacts/1/change/")
    for name, value in known["clinic"].items():
        if name == "telehealth":
            owner.pick(name, "We offer them")
        elif name != "translations":
            owner.write(name, value)
    owner.write("promise_hours", str(known["promise_hours"]))
    owner.pick("map_picture", "The map of the clinic")
    owner.translate(known["clinic"]["translations"])
    owner.save()


def _hours(owner: Owner, known: dict[str, Any]) -> None:
    owner.open(READY)
    owner.open("/admin/clinic/openinghours/")
    for day, text in known["hours"].items():
        owner.write(day, text)
    for name in known["kept_holidays"]:
        owner.tick("kept_holidays", name)
    owner.save()


def _closed_days(owner: Owner, known: dict[str, Any]) -> None:
    owner.open("/admin/clinic/holiday/add/")
    for date, name in known["holidays"].items():
        owner.write("date", date)
        owner.write("name", name)
        owner.save()


def _notified(owner: Owner, known: dict[str, Any]) -> None:
    owner.open("/admin/clinic/staffaddress/add/")
    owner.write("email", known["staff_email"])
    owner.save()


def _people(owner: Owner, known: dict[str, Any]) -> None:
    owner.open(READY)
    owner.open("/admin/clinic/person/add/")
    for number, person in enumerate(known["people"], start=1):
        for field in ("name", "credentials", "role", "license_number", "license_state", "languages", "text"):
            owner.write(field, person[field])
        owner.pick("portrait", f"Portrait of {person['name']}")
        if person["reviews_pages"]:
            owner.tick("reviews_pages")
        owner.tick("published")
        owner.translate(person["translations"])
        owner.save(another=number < len(known["people"]))


def _treatments(owner: Owner, known: dict[str, Any]) -> None:
    kinds = {"medicine": "Medicine", "therapy": "Talk therapy", "support": "Support"}
    drugs = {"": "---------", "ketamine": "Ketamine", "esketamine": "Esketamine (Spravato)"}
    for treatment in known["treatments"]:
        owner.open("/admin/clinic/treatment/")
        entered = owner.page.get_by_role("link", name=treatment["name"], exact=True)
        if entered.count():  # a support that is there to be confirmed
            owner.open(entered.get_attribute("href"))
        else:
            owner.open("/admin/clinic/treatment/add/")
        owner.write("name", treatment["name"])
        owner.pick("kind", kinds[treatment["kind"]])
        owner.pick("drug", drugs[treatment["drug"]])
        for field in ("summary", "course", "length", "not_for", "ages"):
            owner.write(field, treatment[field])
        owner.tick("published")
        owner.translate(treatment["translations"])
        owner.save()


def _listed(owner: Owner, model: str, entries: list[dict[str, Any]], fields: list[str]) -> None:
    owner.open(READY)
    owner.open(f"/admin/clinic/{model}/add/")
    for number, entry in enumerate(entries, start=1):
        for field in fields:
            owner.write(field, entry[field])
        owner.tick("published")
        owner.translate(entry["translations"])
        owner.save(another=number < len(entries))


def _notices(owner: Owner, known: dict[str, Any]) -> None:
    for notice in known["notices"]:
        owner.open(READY)
        owner.open(f"/admin/clinic/notice/add/?kind={notice['kind']}")
        owner.write("text", notice["text"])
        owner.translate(notice["translations"])
        owner.save()


def _facts() -> dict[str, Any]:
    """Return the facts of `example.toml` as they are typed."""
    from clinic_site.clinic.clinic_file import load
    from clinic_site.clinic.spans import spans_in_words

    known = load(EXAMPLE)
    fees = [fee.model_dump() for fee in known.fees]
    return {
        "clinic": known.clinic.model_dump(exclude={"time_zone"}),
        "promise_hours": known.callback.promise_hours,
        "staff_email": known.callback.staff_email,
        "hours": {day: spans_in_words(spans) for day, spans in known.opening_hours.items()},
        "kept_holidays": known.kept_holidays,
        "holidays": {day.isoformat(): name for day, name in known.holidays.items()},
        "people": [person.model_dump() for person in known.people],
        "treatments": [treatment.model_dump() for treatment in known.treatments],
        "fees": [fee | {"valid_from": fee["valid_from"].isoformat()} for fee in fees],
        "plans": [plan.model_dump() for plan in known.plans],
        "notices": [notice.model_dump() for notice in known.notices],
    }


def _drawn(folder: Path) -> dict[str, list[Path]]:
    """Store three pictures in place of portraits, a room and a map in `folder`."""
    sizes = {"portrait": [(1600, 1600)] * 3, "room": [(1600, 1067)], "map": [(1600, 900)]}
    found: dict[str, list[Path]] = {}
    for kind, each in sizes.items():
        for number, size in enumerate(each):
            path = folder / f"{kind}{number}.png"
            Image.new("RGB", size, ("#2f6f6a", "#a8553a", "#4a5d8a")[number]).save(path)
            found.setdefault(kind, []).append(path)
    return found


if __name__ == "__main__":
    main()
