"""Somebody works the queue with the keyboard alone, from the first look to the closed request."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.keyboard import press, tab_to
from tests.stack import Stack

ASK = (
    "from django.utils import timezone; from tests.intake.workbench import request_of; "
    "print(request_of('Rosalind Testcase', at=timezone.now()).reference)"
)


def _sign_in(page: Page, stack: Stack) -> None:
    page.context.add_cookies([stack.staff_session() | {"url": stack.url}])
    page.goto(f"{stack.url}/admin/")


def test_a_request_goes_from_the_queue_to_its_outcome_by_keyboard(page: Page, open_clinic: Stack) -> None:
    reference = open_clinic.manage("shell", "--no-imports", "--command", ASK).split()[-1]
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    _sign_in(page, open_clinic)
    expect(page.get_by_role("row").filter(has_text=reference)).to_be_visible()

    press(page, page.get_by_role("button", name="Take the next call"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosalind Testcase")
    expect(page.get_by_role("link", name="(732) 555-0142")).to_have_attribute("href", "tel:+17325550142")
    expect(page.get_by_text("Leave no message")).to_be_visible()
    expect(page.get_by_text("since the fire")).to_have_count(0)

    press(page, page.get_by_role("button", name="Voicemail left"))
    expect(page.get_by_role("alert")).to_contain_text("The person did not allow leaving a message")
    press(page, page.get_by_role("button", name="Reached"))
    expect(page.get_by_role("heading", name=reference)).to_contain_text("Reached")

    tab_to(page, page.get_by_label("Add a note"))
    page.keyboard.type("Comes on Tuesday.")
    press(page, page.get_by_role("button", name="Add", exact=True))
    expect(page.locator(".timeline")).to_contain_text("Comes on Tuesday.")

    tab_to(page, page.get_by_label("Outcome", exact=True))
    page.keyboard.type("Scheduled: An")
    press(page, page.get_by_role("button", name="Close"))
    expect(page.get_by_text(f"{reference} is closed.")).to_be_visible()

    press(page, page.get_by_role("link", name="Arranged"))
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("An appointment is made")
    assert [fault for fault in faults if "422" not in fault] == []
