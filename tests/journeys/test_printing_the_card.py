"""A printed card is about one person: nothing on the paper refers to another request."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in
from tests.stack import Stack

# A call to someone else is due now, and a request from the same number may be linked, and allows less.
ASK = (
    "import datetime as dt; from django.utils import timezone\n"
    "from intake.models import Submission; from tests.intake.workbench import request_of\n"
    "from intake.services.jobs.indexing import index_new\n"
    "now, phone = timezone.now(), {phone}\n"
    "other = request_of('Otto Otherone', at=now, channel='text', phone=phone)\n"
    "printed = request_of('Petra Printed', at=now, phone=phone)\n"
    "index_new(set())\n"
    "past = now - dt.timedelta(minutes=5)\n"
    "due = Submission.objects.filter(pk=other.pk)\n"
    "due.update(promised_call_at=past, next_call_at=past, queue_at=past)\n"
    "print(other.reference, printed.reference, printed.pk)\n"
)
# Other journeys of this clinic take the next call.
CLOSE = (
    "from intake.models import Submission\n"
    "Submission.objects.filter(reference__in={references}).update(status='referred', promised_call_at=None)\n"
)


@pytest.mark.parametrize("page_of", ["print", "change"])
def test_paper_shows_one_reference(page: Page, open_clinic: Stack, page_of: str) -> None:
    number = f"+1732555{'0155' if page_of == 'print' else '0156'}"
    phone = {"typed": number, "e164": number, "extension": ""}
    asked = (
        ASK.replace("{phone}", str(phone))
        .replace("Otherone", f"Otherone-{page_of}")
        .replace("Printed", f"Printed-{page_of}")
    )
    other, printed, key = open_clinic.manage("shell", "--no-imports", "--command", asked).split()[-3:]
    sign_in(page, open_clinic, f"/admin/intake/submission/{key}/{page_of}/")
    expect(page.locator(".due-now")).to_contain_text(other)

    page.emulate_media(media="print")
    less = "Another open request with this number allows less: Text. If"

    expect(page.get_by_role("heading", name=f"Petra Printed-{page_of}")).to_be_visible()
    expect(page.locator("#request-state")).to_contain_text(printed)
    expect(page.locator(".call-card .notice")).to_contain_text(less, use_inner_text=True)
    assert other not in page.locator("body").inner_text()
    expect(page.locator("#content-start > :not(#content)").locator("visible=true")).to_have_count(0)
    open_clinic.manage("shell", "--no-imports", "--command", CLOSE.format(references=[other, printed]))
