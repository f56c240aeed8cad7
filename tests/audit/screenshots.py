"""Take screenshots of all views at three widths, light and dark: python -m tests.audit.screenshots."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.audit.browser import fresh_page, launched, settle
from tests.audit.pages import all_views
from tests.audit.site import log, running_site
from tests.audit.views import View

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
WIDTHS = (360, 768, 1280)


def main() -> int:
    """Start the site and replace all screenshots in the folder."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with running_site() as site, launched() as browser:
        views = all_views(site, browser)
        for number, view in enumerate(views, start=1):
            take(browser, view, FOLDER)
            log(f"[{number}/{len(views)}] {view}")
    print(f"{len(list(FOLDER.glob('*.png')))} screenshots in {FOLDER}")
    return 0


def take(browser: Browser, view: View, folder: Path) -> None:
    """Save full-page screenshots of a view."""
    for width in WIDTHS:
        with fresh_page(browser, width) as page:
            view.open(page)
            settle(page)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=folder / f"{_name(view)}-{width}-{scheme}.png", full_page=True)


def _name(view: View) -> str:
    page = view.path.strip("/").replace("/", "-") or "home"
    return page if view.is_first_view else f"{page}-{view.state.replace(' ', '-')}"


if __name__ == "__main__":
    sys.exit(main())
