"""A browser shows input as text, with the content security policy and without it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.attacks.markup import SCRIPTS, dangers
from tests.audit.browser import open_context
from tests.stack import Stack
from tests.typed import NONCE

pytestmark = pytest.mark.journey

# Scripts that would run without interaction, six per text.
_ACTIVE = [script for script in SCRIPTS if dangers(f"<p>{script}</p>") and len(script) < 60]
TEXTS = [" ".join(_ACTIVE[start : start + 6]) for start in range(0, len(_ACTIVE), 6)]
_WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", event => window.broken.push(event.violatedDirective));
"""
_INJECTED = """() => [...document.querySelectorAll("main *, #content *")].filter(node =>
  /^(script|iframe|object|embed|math|base|video|audio|marquee|xss|x|frame|style)$/i.test(node.tagName) ||
  [...node.attributes].some(each => each.name.startsWith("on") || /^\\s*javascript:/i.test(each.value))
).map(node => node.outerHTML.slice(0, 80))"""


def _post(stack: Stack, words: str) -> str:
    answers = {
        "name": words[:200],
        "adult": "yes",
        "channel": "email",
        "email": "a@example.com",
        "consent": "on",
        "nonce": NONCE,
    }
    answers |= {"message": words, "ask_for": words[:200], "code_word": words[:60]}
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/callback/", urlencode(answers), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 303
    return answer.headers["Location"]


@pytest.fixture
def looked(stack: Stack, browser: Browser) -> Callable[[bool], dict[str, list[str]]]:
    """Return a function that visits every page as staff and returns what the browser observed."""
    receipts = [_post(stack, words) for words in TEXTS]
    stack.give_app("nurse")
    session = stack.staff_session()

    def look(without_policy: bool) -> dict[str, list[str]]:
        context = open_context(browser, bypass_csp=without_policy)
        context.add_init_script(_WATCH)
        context.add_cookies([{**session, "url": stack.url}])
        page = context.new_page()
        seen: dict[str, list[str]] = {"dialogs": [], "broken": [], "injected": [], "shown": []}
        page.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
        for address in receipts[:3]:
            _visit(page, f"{stack.url}{address}", seen)
        page.goto(f"{stack.url}/admin/intake/submission/?tab=spam")
        links = page.eval_on_selector_all('a[href*="/change/"]', "all => all.map(each => each.href)")
        for link in dict.fromkeys(links):  # including requests of other tests
            _visit(page, link, seen)
            if page.locator('form[action*="/reveal/"] button').count():
                with page.expect_navigation():
                    page.eval_on_selector('form[action*="/reveal/"]', _REVEAL)
                _note(page, seen)
        context.close()
        return seen

    return look


_REVEAL = """form => { const why = form.querySelector("[name=reason]"); if (why.tagName === "SELECT")
  why.value = [...why.options].map(each => each.value).find(each => each && each !== "other");
  else why.checked = true;
  form.submit(); }"""


def _visit(page: Page, address: str, seen: dict[str, list[str]]) -> None:
    page.goto(address)
    _note(page, seen)


def _note(page: Page, seen: dict[str, list[str]]) -> None:
    page.mouse.move(200, 200)
    seen["broken"] += page.evaluate("window.broken")
    seen["injected"] += page.evaluate(_INJECTED)
    text = page.inner_text("body")
    seen["shown"] += [words for words in TEXTS if words[:40] in text]


@pytest.mark.parametrize("without_policy", [False, True], ids=["with policy", "without policy"])
def test_no_script_runs_and_no_element_is_injected(
    looked: Callable[[bool], dict[str, list[str]]], without_policy: bool
) -> None:
    seen = looked(without_policy)

    assert len(set(seen["shown"])) >= len(TEXTS) - 1, "what was not shown was not tested"
    assert {name: seen[name] for name in ("dialogs", "broken", "injected")} == {
        "dialogs": [],
        "broken": [],
        "injected": [],
    }, json.dumps(seen["injected"][:3])


def test_browser_detects_a_script_that_runs(browser: Browser) -> None:
    page, dialogs = browser.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    page.set_content(f"<main>{' '.join(_ACTIVE[10:16])}</main>")

    page.wait_for_timeout(200)
    assert dialogs or page.evaluate(_INJECTED)
    page.close()
