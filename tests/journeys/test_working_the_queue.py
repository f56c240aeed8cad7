"""Somebody works the queue with the keyboard alone, from the first look to the closed request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stack import ROOT, Mailbox, Stack

ASK = (
    "from django.utils import timezone; from tests.intake.workbench import request_of; "
    "print(request_of('Rosalind Testcase', at=timezone.now()).reference)"
)


@pytest.fixture(scope="module")
def open_clinic(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    """The site of a clinic that is open whenever this test runs."""
    folder = tmp_path_factory.mktemp("open-clinic")
    facts = (ROOT / "tests" / "clinic.toml").read_text(encoding="utf-8").partition("[opening_hours]")[0]
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hours = "".join(f'{day} = ["00:00-23:59"]\n' for day in days)
    (folder / "clinic.toml").write_text(f"{facts}[opening_hours]\n{hours}", encoding="utf-8")
    running = Stack(folder, mailbox.port, CLINIC_FILE=str(Path(folder, "clinic.toml")))
    try:
        running.prepare()
        running.start_site()
        yield running
    finally:
        running.stop()


def _sign_in(page: Page, stack: Stack) -> None:
    page.context.add_cookies([stack.staff_session() | {"url": stack.url}])
    page.goto(f"{stack.url}/admin/")


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is where it is wanted, as a person would."""
    expect(wanted).to_be_visible()
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not reach it")


def _press(page: Page, wanted: Locator) -> None:
    _tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_request_goes_from_the_queue_to_its_outcome_by_keyboard(page: Page, open_clinic: Stack) -> None:
    reference = open_clinic.manage("shell", "--no-imports", "--command", ASK).split()[-1]
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    _sign_in(page, open_clinic)
    expect(page.get_by_role("row").filter(has_text=reference)).to_be_visible()

    _press(page, page.get_by_role("button", name="Take the next call"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosalind Testcase")
    expect(page.get_by_role("link", name="(732) 555-0142")).to_have_attribute("href", "tel:+17325550142")
    expect(page.get_by_text("Leave no message")).to_be_visible()
    expect(page.get_by_text("since the fire")).to_have_count(0)

    _press(page, page.get_by_role("button", name="Voicemail left"))
    expect(page.get_by_role("alert")).to_contain_text("The person did not allow leaving a message")
    _press(page, page.get_by_role("button", name="Reached"))
    expect(page.get_by_role("heading", name=reference)).to_contain_text("Reached")

    _tab_to(page, page.get_by_label("Add a note"))
    page.keyboard.type("Comes on Tuesday.")
    _press(page, page.get_by_role("button", name="Add", exact=True))
    expect(page.locator(".timeline")).to_contain_text("Comes on Tuesday.")

    _tab_to(page, page.get_by_label("Outcome", exact=True))
    page.keyboard.type("Scheduled: An")
    _press(page, page.get_by_role("button", name="Close"))
    expect(page.get_by_text(f"{reference} is closed.")).to_be_visible()

    _press(page, page.get_by_role("link", name="Arranged"))
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("An appointment is made")
    assert [fault for fault in faults if "422" not in fault] == []
