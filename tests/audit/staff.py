"""The pages of the staff side, by role, and the states that work on a request brings them to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page, Response

from tests.audit.views import AS_LINKED, View, answer_to, go

QUEUE = "/admin/intake/submission/"
ANYONE = "anyone"
_TABS = (
    "read-first",
    "due-now",
    "overdue",
    "today",
    "new",
    "in-hand",
    "waiting",
    "arranged",
    "spam",
    "closed",
)
_OF_CLINIC = (
    *("openinghours", "holiday", "staffaddress", "treatment", "person", "fee", "plan", "notice", "picture"),
    *("clinicfacts", "ready"),
)
_ADDED_BY_MANAGERS = ("holiday", "staffaddress", "treatment", "fee", "plan", "notice")
_PAGES = {
    "manager": [
        *(f"{QUEUE}?tab={tab}" for tab in _TABS),
        *(f"{QUEUE}key-in/", f"{QUEUE}export/", "/admin/intake/", "/admin/intake/example/"),
        *(f"/admin/intake/{model}/" for model in ("cannedreply", "mailtemplate", "outboxmessage")),
        *(f"/admin/clinic/{model}/" for model in _OF_CLINIC),
        *(f"/admin/clinic/{model}/add/" for model in _ADDED_BY_MANAGERS),
        *("/admin/clinic/openinghours/1/change/", "/admin/intake/outboxmessage/1/change/"),
        *("/admin/intake/cannedreply/add/", "/admin/intake/mailtemplate/1/change/"),
        *("/admin/intake/dashboard/", "/admin/intake/dashboard/months/"),
    ],
    "auditor": [
        *("/admin/", "/admin/intake/auditevent/", "/admin/intake/auditevent/1/change/"),
        "/admin/intake/auditevent/visits/",
    ],
    "content-editor": [
        *("/admin/", "/admin/intake/faqentry/", "/admin/intake/faqentry/add/"),
        *("/admin/intake/faqentry/1/change/", "/admin/intake/faqentry/1/history/"),
        *("/admin/clinic/person/add/", "/admin/clinic/picture/add/", "/admin/clinic/ready/"),
    ],
    "administrator": [
        *("/admin/", "/admin/auth/user/", "/admin/auth/user/invite/", "/admin/auth/user/1/change/"),
        *("/admin/auth/group/", "/admin/auth/group/1/change/", "/staff/2fa/", "/staff/2fa/webauthn/"),
        *("/staff/2fa/webauthn/add/", "/staff/2fa/totp/deactivate/", "/staff/2fa/recovery-codes/generate/"),
        *("/staff/sessions/", "/staff/password/change/", "/staff/logout/"),
    ],
    ANYONE: ["/staff/login/"],
}


@dataclass(frozen=True)
class _Way:
    """How a browser gets from a tab of the queue to a state: the tab, and what is done on the card."""

    state: str
    tab: str
    act: Callable[[Page], Response]


def views(url: str) -> dict[str, list[View]]:
    """Return the views by role. A page is opened as somebody who has just passed the second factor.

    They need the requests of `make demo` at a clinic that is open now, and are looked at in order, since
    some store what the next ones show.
    """
    found = {
        role: [View(path, AS_LINKED, 200, partial(go, url=url + path)) for path in paths]
        for role, paths in _PAGES.items()
    }
    found["manager"] += [
        View(QUEUE, way.state, 200, partial(_worked, url=f"{url}{QUEUE}?tab={way.tab}", act=way.act))
        for way in _WAYS
    ]
    found["manager"] += [*_with_errors(url), *_refused(url)]
    found["administrator"] += [View("/admin/auth/user/invite/", "invited", 200, partial(_invited, url=url))]
    wrong = partial(_wrong_password, url=url)
    blocked = partial(_too_many_passwords, url=url)
    found[ANYONE] += [
        View("/staff/login/", "wrong password", 200, wrong),
        View("/staff/login/", "too many tries", 429, blocked),
        View("/staff/invitation/", "no such link", 410, partial(go, url=f"{url}/staff/invitation/")),
    ]
    return found


def _worked(page: Page, *, url: str, act: Callable[[Page], Response]) -> Response:
    go(page, url=url)
    answer_to(page, lambda: page.locator("a.reference").first.click())
    return act(page)


def _again(page: Page) -> Response:
    return go(page, url=page.url)


def _pressed(page: Page, button: str) -> Response:
    return answer_to(page, lambda: page.get_by_role("button", name=button, exact=True).first.click())


def _chosen(page: Page) -> Response:
    answer = _again(page)
    page.get_by_label("No answer").check()
    return answer


def _revealed(page: Page) -> Response:
    page.get_by_text("I need to see it").click()
    page.locator("[name=reason]").first.check()
    return _pressed(page, "Show answers")


def _unfolded(page: Page) -> Response:
    answer = _again(page)
    for summary in page.locator("main summary, #content summary").all():
        summary.click()
    return answer


def _printed(page: Page) -> Response:
    return go(page, url=page.url.partition("?")[0].replace("/change/", "/print/"))


def _refused_act(page: Page) -> Response:
    page.get_by_label("Asked to call back").check()
    page.fill("[name=call_back_at]", "2020-01-01T09:00")
    page.fill("#note", "At work until four.")
    return _pressed(page, "Save")


def _conflict(page: Page) -> Response:
    page.fill("#note", "Typed before a colleague saved.")
    page.get_by_label("Reached", exact=True).check()
    page.locator("#call [name=version]").evaluate("field => { field.value = '0' }")
    return _pressed(page, "Save")


def _noted(page: Page) -> Response:
    page.fill("#note", "Rang eight times.")
    page.get_by_label("No answer").check()
    return _pressed(page, "Save")


def _closed(page: Page) -> Response:
    page.locator("#ending").select_option(index=1)
    return _pressed(page, "Close")


_WAYS = (
    _Way("card", "new", _again),
    _Way("card, result chosen", "new", _chosen),
    _Way("card, all unfolded", "new", _unfolded),
    _Way("card, answers revealed", "new", _revealed),
    _Way("card, refused", "new", _refused_act),
    _Way("conflict", "new", _conflict),
    _Way("printout", "new", _printed),
    _Way("saved, with undo", "new", _noted),
    _Way("closed, with undo", "in-hand", _closed),
    _Way("read first", "read-first", _again),
    _Way("waiting", "waiting", _again),
    _Way("arranged", "arranged", _unfolded),
    _Way("possible spam", "spam", _again),
    _Way("closed", "closed", _unfolded),
)


def _with_errors(url: str) -> list[View]:
    """Return forms that were sent empty, and the results of two searches."""
    added = [f"/admin/clinic/{model}/add/" for model in _ADDED_BY_MANAGERS]
    forms = [*added, "/admin/intake/cannedreply/add/", f"{QUEUE}key-in/", f"{QUEUE}export/"]
    return [
        *(View(path, "sent empty", 200, partial(_sent_empty, url=url + path)) for path in forms),
        View(QUEUE, "found", 200, partial(_searched, url=url, term="Demo")),
        View(QUEUE, "not found", 200, partial(_searched, url=url, term="0000-0000")),
    ]


def _refused(url: str) -> list[View]:
    """Return the error pages in the look of the staff side."""
    return [
        View("/admin/nothing/", "not found", 404, partial(go, url=f"{url}/admin/nothing/")),
        View("/admin/auth/user/", "not allowed", 403, partial(go, url=f"{url}/admin/auth/user/")),
        View(QUEUE, "outdated form", 403, partial(_outdated, url=url)),
    ]


def _sent_empty(page: Page, *, url: str) -> Response:
    go(page, url=url)
    page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")
    main = page.locator("#content form[method=post]").last
    button = main.locator("[name=_save], [type=submit], button:not([type=button])").first
    return answer_to(page, lambda: button.click())


def _searched(page: Page, *, url: str, term: str) -> Response:
    go(page, url=url + QUEUE)
    page.fill("[name=q]", term)
    return _pressed(page, "Find")


def _outdated(page: Page, *, url: str) -> Response:
    go(page, url=url + QUEUE)
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(f => { f.value = '' })")
    return _pressed(page, "Take the next call")


def _invited(page: Page, *, url: str) -> Response:
    go(page, url=f"{url}/admin/auth/user/invite/")
    page.fill("[name=username]", "newcomer")
    page.locator("#content [type=checkbox]").first.check()
    return answer_to(
        page, lambda: page.locator("#content form [type=submit], #content form button").last.click()
    )


def _wrong_password(page: Page, *, url: str) -> Response:
    go(page, url=f"{url}/staff/login/")
    page.fill("[name=login]", "nobody")
    page.fill("[name=password]", "not the password of anyone")
    return answer_to(page, lambda: page.locator("form:has([name=password]) [type=submit]").click())


def _too_many_passwords(page: Page, *, url: str) -> Response:
    for _each in range(10):
        answer = _wrong_password(page, url=url)
        if answer.status != 200:
            break
    return answer
