"""The audited views: all pages of the sitemap, the 404 page, and the states of the forms."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit
from xml.etree import ElementTree

import django
from playwright.sync_api import Browser, Page, Response

from tests.audit import callback, consultation, kind_failure, self_check
from tests.audit.kind_failure import Site
from tests.audit.views import AS_LINKED, TRANSLATED, View, answer_to, go

FORM = "/callback/"
NOTICES = "/notices/"
MISSING = "/not-here/"
RECEIPT = "/callback/received/"
STATUS = "/request/"
SPANISH_FORM = "/es/llamada/"
SPANISH_RECEIPT = "/es/llamada/recibida/"
SPANISH_STATUS = "/es/solicitud/"
_EXPIRED_CODES = (
    "import datetime as dt, uuid; from intake.enums import Channel; "
    "from intake.rules.safety_card import SafetyCard; "
    "from intake.crypto.receipts import Receipt, receipt_code, status_page_code; "
    "long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC); row = uuid.uuid4(); "
    "print(receipt_code(Receipt(row, SafetyCard(Channel.PHONE)), long_ago, long_ago)); "
    "print(status_page_code(row, '', long_ago))"
)


def sitemap_paths(url: str) -> list[str]:
    """Return the paths of all pages in the sitemap of the site at `url`. Raises ValueError if empty."""
    with urllib.request.urlopen(f"{url}/sitemap.xml", timeout=30) as answer:
        tree = ElementTree.fromstring(answer.read())
    paths = [urlsplit(loc.text or "").path for loc in tree.iterfind(".//{*}loc")]
    if not paths:
        raise ValueError(f"{url}/sitemap.xml contains no pages")
    return paths


def example_clinic_paths(url: str) -> list[str]:
    """Return the paths of the sitemap whose pages look different once the clinic's facts are filled in."""
    # The addresses of the pages come from the catalogs of translations, which need Django.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from clinic_site.public.clinic_pages import PAGES as CLINIC_PAGES

    changed = ["/", FORM, NOTICES, *(page.path for page in CLINIC_PAGES.values())]
    return [path for path in sitemap_paths(url) if path in changed or path.startswith("/about")]


def example_clinic_views(url: str, paths: list[str]) -> list[View]:
    """Return the views of these pages. Their names tell them from those of a clinic without facts."""
    return [View(named_example(path), AS_LINKED, 200, partial(go, url=url + path)) for path in paths]


def named_example(path: str) -> str:
    """Return the name in the report of a page of the example clinic."""
    return f"{path} (example clinic)"


def all_views(site: Site, browser: Browser) -> list[View]:
    """Return all views. This sends two requests to get their receipts."""
    return [view for part in PARTS.values() for view in part(site, browser)]


def _pages(site: Site, browser: Browser) -> list[View]:
    """Return the English pages of the sitemap, and that of an address that does not exist."""
    paths = [path for path in sitemap_paths(site.url) if not path.startswith(TRANSLATED)]
    return [*(_linked(site.url, path) for path in paths), _linked(site.url, MISSING, 404)]


def _states(site: Site, browser: Browser) -> list[View]:
    """Return the states of the forms and of other pages. This sends one request to get its receipt."""
    return [
        *_search_views(site.url),
        *_form_views(site, browser),
        *consultation.views(site.url),
        *self_check.views(site.url),
        *kind_failure.views(site),
    ]


def _translated(site: Site, browser: Browser) -> list[View]:
    """Return the Spanish pages of the sitemap, and the states of the forms in Spanish."""
    paths = [path for path in sitemap_paths(site.url) if path.startswith(TRANSLATED)]
    return [*(_linked(site.url, path) for path in paths), *translated_states(site, browser)]


#: Reference and code by the address of their receipt, which leads elsewhere once the request is changed.
_pairs: dict[str, tuple[str, str]] = {}
#: The parts that can be audited at the same time. Together they are all views.
PARTS: dict[str, Callable[[Site, Browser], list[View]]] = {
    "pages": _pages,
    "states": _states,
    "translated": _translated,
}


def translated_states(site: Site, browser: Browser) -> list[View]:
    """Return the states of the forms in Spanish. This sends one request to get its receipt."""
    url, form, status = site.url, SPANISH_FORM, SPANISH_STATUS
    receipt = callback.receipt(browser, url + form)
    see = partial(_status_page, url=url + status, receipt=receipt)
    unknown = partial(_wrong_pair, url=url + status, reference="0000-0000", secret="0" * 20)
    return [
        View(form, "filled", 200, partial(callback.filled, url=url + form)),
        View(form, "unfolded", 200, partial(callback.unfolded, url=url + form)),
        View(form, "errors", 200, partial(callback.with_errors, url=url + form)),
        View(form, "check", 200, partial(callback.checked, url=url + form)),
        View(form, "under 18", 200, partial(callback.under_18, url=url + form)),
        View(SPANISH_RECEIPT, "receipt", 200, partial(go, url=receipt)),
        View(status, "not found", 200, unknown),
        View(status, "status page", 200, see),
        View(status, "change", 200, partial(_followed, see=see, link="cambiar")),
        View(status, "change errors", 200, partial(_wrong_change, see=see, link="cambiar")),
        View(status, "changed", 200, partial(_changed, see=see, link="cambiar")),
        View(status, "withdraw", 200, partial(_followed, see=see, link="retirar")),
        View("/es/buscar/", "results", 200, partial(go, url=f"{url}/es/buscar/?q=pesadillas")),
        View("/es/preguntas/", "one open", 200, partial(_one_open, url=f"{url}/es/preguntas/")),
        *consultation.spanish_views(url),
    ]


def _linked(url: str, path: str, status: int = 200) -> View:
    return View(path, AS_LINKED, status, partial(go, url=url + path))


def _search_views(url: str) -> list[View]:
    """Return the views of search, FAQ, and question sheet. No other page links to them."""
    return [
        View("/search/", "form", 200, partial(go, url=f"{url}/search/")),
        View("/search/", "results", 200, partial(go, url=f"{url}/search/?q=side+efects+of+ketamine")),
        View("/search/", "nothing found", 200, partial(go, url=f"{url}/search/?q=zeppelin")),
        View("/faq/", "one open", 200, partial(_one_open, url=f"{url}/faq/")),
        View("/faq/", "thanks", 200, partial(_thanked, url=f"{url}/faq/")),
        View("/questions-to-ask/", "list", 200, partial(_list_made, url=f"{url}/questions-to-ask/")),
    ]


def _form_views(site: Site, browser: Browser) -> list[View]:
    printed = site.manage("shell", "--no-imports", "--command", _EXPIRED_CODES)
    old_receipt, old_status = printed.split()[-2:]
    form = site.url + FORM
    receipt = callback.receipt(browser, form)
    return [
        View(FORM, "filled", 200, partial(callback.filled, url=form)),
        View(FORM, "unfolded", 200, partial(callback.unfolded, url=form)),
        View(FORM, "by email", 200, partial(callback.by_email, url=form)),
        View(FORM, "errors", 200, partial(callback.with_errors, url=form)),
        View(FORM, "contradictory times", 200, partial(callback.contradictory, url=form)),
        View(FORM, "check", 200, partial(callback.checked, url=form)),
        View(f"{FORM}sent/", "sent", 200, partial(go, url=f"{form}sent/")),
        View(RECEIPT, "again", 200, partial(callback.sent_again, url=form)),
        View(FORM, "not sent", 403, partial(callback.not_sent, url=form)),
        View(FORM, "under 18", 200, partial(callback.under_18, url=form)),
        View(RECEIPT, "receipt", 200, partial(go, url=receipt)),
        View(RECEIPT, "receipt expired", 410, partial(go, url=f"{form}received/{old_receipt}/")),
        *_status_views(site.url + STATUS, receipt, old_status),
    ]


def _status_views(url: str, receipt: str, old_code: str) -> list[View]:
    see = partial(_status_page, url=url, receipt=receipt)
    return [
        View(STATUS, "errors", 200, partial(_wrong_pair, url=url, reference="", secret="")),
        View(STATUS, "not found", 200, partial(_wrong_pair, url=url, reference="0000-0000", secret="0" * 20)),
        View(STATUS, "status page", 200, see),
        View(STATUS, "change", 200, partial(_followed, see=see, link="change")),
        View(STATUS, "change errors", 200, partial(_wrong_change, see=see)),
        View(STATUS, "changed", 200, partial(_changed, see=see)),
        View(STATUS, "withdraw", 200, partial(_followed, see=see, link="withdraw")),
        View(STATUS, "status expired", 410, partial(go, url=f"{url}{old_code}/")),
    ]


def _wrong_pair(page: Page, *, url: str, reference: str, secret: str) -> Response:
    go(page, url=url)
    page.fill("[name=reference]", reference)
    page.fill("[name=secret]", secret)
    return answer_to(page, lambda: page.click("main form:has([name=secret]) button[type=submit]"))


def _status_page(page: Page, *, url: str, receipt: str) -> Response:
    if receipt not in _pairs:
        go(page, url=receipt)
        _pairs[receipt] = (page.inner_text(".reference"), page.inner_text(".secret"))
    reference, secret = _pairs[receipt]
    return _wrong_pair(page, url=url, reference=reference, secret=secret)


def _followed(page: Page, *, see: Callable[[Page], Response], link: str) -> Response:
    see(page)
    return answer_to(page, lambda: page.click(f"main a[href$='/{link}/']"))


def _wrong_change(page: Page, *, see: Callable[[Page], Response], link: str = "change") -> Response:
    _followed(page, see=see, link=link)
    page.fill("[name=phone]", "12345")
    return answer_to(page, lambda: page.click("main form:has([name=phone]) button[type=submit]"))


def _changed(page: Page, *, see: Callable[[Page], Response], link: str = "change") -> Response:
    _followed(page, see=see, link=link)
    page.fill("[name=code_word]", "heron")
    return answer_to(page, lambda: page.click("main form:has([name=phone]) button[type=submit]"))


def _press(page: Page, button: str) -> Response:
    return answer_to(page, lambda: page.get_by_role("button", name=button).click())


def _one_open(page: Page, *, url: str) -> Response:
    answer = go(page, url=url)
    page.click("summary >> nth=1")
    return answer


def _thanked(page: Page, *, url: str) -> Response:
    _one_open(page, url=url)
    return _press(page, "Yes")


def _list_made(page: Page, *, url: str) -> Response:
    go(page, url=url)
    page.press("[name=worries] >> nth=0", "Space")
    page.fill("[name=own_questions]", "May my sister come along?")
    return answer_to(page, lambda: page.click("main button[type=submit]"))
