"""The audited views of the consultation form: each step, its errors, and what follows."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, Response

from tests.audit.views import View, answer_to, go
from tests.intake.consultation_answers import CONSENT, WELL

_FORM = "/consultation/"
_SPANISH_FORM = "/es/consulta/"
_STEPS = {
    "who": {"for_whom": "someone", "adult": "yes"},
    "them": {"relation": "friend", "person_knows": "yes"},
    "reach": {"name": "Sam Testcase", "channel": "phone", "phone": "732 555 0142"},
    "safe": {"when": "some", "times": "morning"},
    "now": {"areas": "sleep", "note": "I would rather talk than write. Años."},
    "tried": {"therapies": "emdr", "medicines": "sertraline"},
    "points": {"health": "blood_pressure"},
    "hopes": {"hopes": "To sleep through the night.", "ride_home": "unsure", "access": "quiet"},
    "agree": {"consent": CONSENT},
}
# What is asked about again: nothing, or a contradiction.
_WRONG = {
    "who": {"for_whom": ["me"]},
    "reach": {"channel": ["phone"], "phone": ["12345"]},
    "safe": {"when": ["any"], "times": ["morning"]},
    "points": {"health": ["none", "blood_pressure"]},
    "agree": {},
}
# The parts of addresses in Spanish.
_IN_SPANISH = {
    "start": "empezar",
    "check": "revisar",
    "is-this-for-me": "es-para-mi",
    "who": "quien",
    "them": "esa-persona",
    "reach": "contacto",
    "safe": "cuando",
    "now": "ahora",
    "tried": "probado",
    "points": "puntos",
    "hopes": "deseos",
    "agree": "aceptar",
}
_ANSWERS = {
    "likely": WELL,
    "talk first": WELL | {"ride": "no", "told_not": "yes"},
    "far": WELL | {"travel": "no"},
    "under 18": WELL | {"adult": "no"},
    "help now": WELL | {"danger": "yes"},
}


def views(url: str) -> list[View]:
    """Return all views of the form that are not in the sitemap. None of them sends a request."""
    form = url + _FORM
    return [
        *(View(f"{_FORM}{slug}/", "open", 200, partial(_step, form=form, slug=slug)) for slug in _STEPS),
        *(
            View(f"{_FORM}{slug}/", "errors", 200, partial(_errors, form=form, slug=slug, typed=typed))
            for slug, typed in _WRONG.items()
        ),
        View(_FORM, "started", 200, partial(_filled_in, form=form, path="")),
        View(f"{_FORM}check/", "filled", 200, partial(_filled_in, form=form, path="check/")),
        View(f"{_FORM}later/", "code", 200, partial(_filled_in, form=form, path="later/")),
        View(f"{_FORM}paused/", "paused", 200, partial(_paused, form=form)),
        View(f"{_FORM}others/", "under 18", 200, partial(_filled_in, form=form, path="others/")),
        View(f"{_FORM}later/", "closed", 200, partial(_pressed, form=form, path="later")),
        View(f"{_FORM}leave/", "left", 200, partial(_pressed, form=form, path="leave")),
        View(f"{_FORM}resume/", "open", 200, partial(go, url=f"{form}resume/")),
        View(f"{_FORM}resume/", "wrong code", 200, partial(_wrong_code, form=form)),
        View(f"{_FORM}expired/", "expired", 410, partial(go, url=f"{form}expired/")),
        *(
            View(f"{_FORM}is-this-for-me/", name, 200, partial(_facts, form=form, facts=facts))
            for name, facts in _ANSWERS.items()
        ),
    ]


def spanish_views(url: str) -> list[View]:
    """Return the steps of the form in Spanish, its last page, and one result of the check."""
    form, facts = url + _SPANISH_FORM, _ANSWERS["talk first"]
    check, suitability = _part(form, "check"), _part(form, "is-this-for-me")
    return [
        *(
            View(_part(_SPANISH_FORM, slug), "open", 200, partial(_step, form=form, slug=slug))
            for slug in _STEPS
        ),
        View(
            _part(_SPANISH_FORM, "reach"),
            "errors",
            200,
            partial(_errors, form=form, slug="reach", typed=_WRONG["reach"]),
        ),
        View(check.removeprefix(url), "filled", 200, partial(_filled_in, form=form, path="revisar/")),
        View(check.removeprefix(url), "paused", 200, partial(_paused, form=form)),
        View(suitability.removeprefix(url), "talk first", 200, partial(_facts, form=form, facts=facts)),
    ]


def _part(form: str, name: str) -> str:
    """Return the address of a part of the form in the language of the form's own address."""
    return f"{form}{_IN_SPANISH[name] if form.endswith(_SPANISH_FORM) else name}/"


def fill(page: Page, form: str, *, up_to: str = "") -> None:
    """Start a form in this browser and fill in all steps before `up_to`, or all steps."""
    page.request.post(_part(form, "start"))
    for slug, typed in _STEPS.items():
        if slug == up_to:
            return
        page.request.post(_part(form, slug), form=typed)


def see(page: Page, url: str) -> Response:
    """Open a page with answers as by a link of the form: a typed address would hide them."""
    form = _SPANISH_FORM if _SPANISH_FORM in url else _FORM
    go(page, url=f"{url.partition(form)[0]}{form}")
    return answer_to(page, lambda: page.evaluate("url => { location.href = url; }", url))


def _step(page: Page, *, form: str, slug: str) -> Response:
    fill(page, form, up_to=slug)
    return see(page, _part(form, slug))


def _filled_in(page: Page, *, form: str, path: str) -> Response:
    fill(page, form)
    return see(page, form + path)


def _paused(page: Page, *, form: str) -> Response:
    fill(page, form)
    return go(page, url=_part(form, "check"))


def _errors(page: Page, *, form: str, slug: str, typed: dict[str, list[str]]) -> Response:
    """Send a step with nothing but `typed`, and see what is asked again."""
    fill(page, form, up_to=slug)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = page.request.post(_part(form, slug), data=urlencode(typed, doseq=True), headers=headers)
    return see(page, answer.url)


def _pressed(page: Page, *, form: str, path: str) -> Response:
    _filled_in(page, form=form, path="later/")
    return _press(page, f"form[action='{_FORM}{path}/'] button:visible")


def _wrong_code(page: Page, *, form: str) -> Response:
    go(page, url=f"{form}resume/")
    page.fill("[name=code]", "7K4M-2QXD")
    return _press(page, f"form[action='{_FORM}resume/'] button")


def _facts(page: Page, *, form: str, facts: dict[str, str]) -> Response:
    address = _part(form, "is-this-for-me")
    go(page, url=address)
    for name, value in facts.items():
        page.press(f"[name={name}][value={value}]", "Space")
    return _press(page, f"form[action='{urlsplit(address).path}'] button")


def _press(page: Page, button: str) -> Response:
    return answer_to(page, lambda: page.click(button))
