"""Take the pictures of README.md and docs/ with the fictitious clinic.

Run `python -m tests.audit.document_pictures`. Each is a palette of 128 colors, so that it stays small.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.audit.browser import launched, open_context, settle
from tests.audit.site import clinic_that_is_open, example_clinic, log
from tests.stack import ROOT, Stack

FOLDER = ROOT / "docs"
MOST_BYTES = 200_000
_COLORS = 128
_PHONE, _WIDE = (360, 720), (1280, 920)


def main() -> int:
    """Start the site of the fictitious clinic and replace the pictures."""
    with launched() as browser:
        with example_clinic() as site:
            _public_pictures(site, browser)
            _save(_staff_page(site, browser), "queue.png", 1280)
        with clinic_that_is_open() as site:  # so that the card allows a call at night, too
            _picture_of_card(_staff_page(site, browser))
    return 0


def _public_pictures(site: Stack, browser: Browser) -> None:
    page = _opened(browser, _WIDE)
    page.goto(f"{site.url}/ptsd-medication-alternatives/")
    _save(page, "page.png", 860)

    page = _opened(browser, _PHONE, "dark")
    page.goto(f"{site.url}/")
    _save(page, "home-phone-dark.png", 300)

    page = _opened(browser, _PHONE)
    page.goto(f"{site.url}/callback/")
    page.fill("[name=name]", "Sam Example")
    page.fill("[name=phone]", "732 555")
    page.click("form:has([name=consent]) button[type=submit]")
    page.locator("[name=phone]").scroll_into_view_if_needed()
    _save(page, "form-phone.png", 300)


def _staff_page(site: Stack, browser: Browser) -> Page:
    """Return the queue of the demo's requests, as a nurse sees it."""
    site.manage("demo")
    page = _opened(browser, _WIDE)
    page.context.add_cookies([{**site.staff_session(), "url": site.url}])
    page.goto(f"{site.url}/admin/intake/submission/?tab=new")
    return page


def _picture_of_card(queue: Page) -> None:
    row = queue.get_by_role("row").filter(has_text=re.compile(r"Call: now")).first
    row.get_by_role("link").first.click()
    _save(queue, "call-card.png", 1280)


def _opened(browser: Browser, size: tuple[int, int], scheme: Literal["light", "dark"] = "light") -> Page:
    width, height = size
    context = open_context(
        browser,
        viewport={"width": width, "height": height},
        device_scale_factor=2,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-US",
    )
    return context.new_page()


def _save(page: Page, name: str, width: int) -> None:
    """Save what the page shows, scaled to `width` pixels. Raises ValueError if the file is too large."""
    settle(page)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    scaled = taken.resize((width, round(taken.height * width / taken.width)), Image.Resampling.LANCZOS)
    target: Path = FOLDER / name
    scaled.quantize(_COLORS, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        raise ValueError(f"{target} has more than {MOST_BYTES} bytes")
    log(f"{target.relative_to(ROOT)}, {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
