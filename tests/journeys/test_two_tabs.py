"""Two people have the page of facts open at once, in real browsers."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in
from tests.stack import Stack

FACTS = "/admin/clinic/clinicfacts/"


def test_second_tab_keeps_what_the_first_one_saved(page: Page, open_clinic: Stack) -> None:
    sign_in(page, open_clinic, FACTS)
    page.locator("#id_parking").fill("Behind the house.\nRing twice.")
    page.get_by_role("button", name="Save", exact=True).click()
    first, second = page, page.context.new_page()
    for tab in (first, second):
        tab.goto(open_clinic.url + FACTS)

    first.locator("#id_fax").fill("732 555 0177")
    first.locator("#id_parking").fill("Behind the house.\nRing once.")
    for tab, value in ((first, "732 555 0188"), (second, "Calm.")):
        tab.locator("#id_text_number" if tab is first else "#id_tagline").fill(value)
        tab.get_by_role("button", name="Save", exact=True).click()
        expect(tab.get_by_text("The facts about the clinic are saved.")).to_be_visible()

    first.goto(open_clinic.url + FACTS)
    saved = {name: first.locator(f"#id_{name}").input_value() for name in ("fax", "tagline", "text_number")}
    assert saved == {"fax": "732 555 0177", "tagline": "Calm.", "text_number": "732 555 0188"}
    assert first.locator("#id_parking").input_value() == "Behind the house.\nRing once."
