"""What is audited: every page of the sitemap, the page that is not there, and the forms' states."""

from __future__ import annotations

import urllib.request
import uuid
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page, Response

from tests.audit import consultation
from tests.audit.browser import fresh_page
from tests.audit.views import AS_LINKED, View, go

FORM = "/callback/"
MISSING = "/not-here/"
RECEIPT = "/callback/received/"
_SEND = "form:has([name=consent]) button[type=submit]"
_EXPIRED_CODE = (
    "import datetime as dt, uuid; from intake.receipts import receipt_code; "
    "long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC); "
    "print(receipt_code(uuid.UUID('{id}'), long_ago, long_ago))"
)


class Site(Protocol):
    """A running site; `tests.stack.Stack` is one."""

    url: str

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""


def sitemap_paths(url: str) -> list[str]:
    """Return the path of every page in the sitemap of the site at `url`."""
    with urllib.request.urlopen(f"{url}/sitemap.xml", timeout=30) as answer:
        tree = ElementTree.fromstring(answer.read())
    paths = [urlsplit(place.text or "").path for place in tree.iterfind(".//{*}loc")]
    if not paths:
        raise ValueError(f"{url}/sitemap.xml names no page")
    return paths


def all_views(site: Site, browser: Browser) -> list[View]:
    """Return every view; sends one request to see its receipt."""
    linked = [_linked(site.url, path) for path in sitemap_paths(site.url)]
    missing = _linked(site.url, MISSING, 404)
    return [*linked, missing, *_form_views(site, browser), *consultation.views(site.url)]


def _linked(url: str, path: str, status: int = 200) -> View:
    return View(path, AS_LINKED, status, partial(go, url=url + path))


def _form_views(site: Site, browser: Browser) -> list[View]:
    old = site.manage("shell", "--no-imports", "--command", _EXPIRED_CODE.format(id=uuid.uuid4())).strip()
    form = site.url + FORM
    return [
        View(FORM, "filled", 200, partial(_filled, url=form)),
        View(FORM, "errors", 422, partial(_with_errors, url=form)),
        View(FORM, "not sent", 403, partial(_not_sent, url=form)),
        View(RECEIPT, "receipt", 200, partial(go, url=_receipt(browser, form))),
        View(RECEIPT, "receipt expired", 410, partial(go, url=f"{form}received/{old}/")),
    ]


def _receipt(browser: Browser, form: str) -> str:
    with fresh_page(browser, 360) as page:
        _filled(page, url=form)
        answer = _send(page)
        if answer.status != 200:
            raise RuntimeError(f"the form did not lead to a receipt, but to {answer.status} {answer.url}")
        return answer.url


def _filled(page: Page, *, url: str) -> Response:
    answer = go(page, url=url)
    page.fill("[name=name]", "Sam Testcase")
    page.press("[name=channel][value=phone]", "Space")
    page.fill("[name=phone]", "732 555 0142")
    page.press("[name=times] >> nth=0", "Space")
    page.fill("[name=message]", "I would rather talk than write. Años.")
    page.press("[name=consent]", "Space")
    return answer


def _with_errors(page: Page, *, url: str) -> Response:
    go(page, url=url)
    page.fill("[name=phone]", "12345")
    page.fill("[name=email]", "sam@")
    return _send(page)


def _not_sent(page: Page, *, url: str) -> Response:
    """Arrive as from a form on another site, which is answered with everything typed and not sent."""
    page.set_content(
        f'<form method="post" action="{url}"><input name="name" value="Sam"><button>Go</button></form>'
    )
    with page.expect_navigation() as arrival:
        page.click("button")
    return arrival.value


def _send(page: Page) -> Response:
    with page.expect_navigation() as arrival:
        page.click(_SEND)
    return arrival.value
