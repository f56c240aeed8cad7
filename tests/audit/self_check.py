"""The audited views of the self-check: the questions, each result, and missing answers."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, Response

from tests.audit.views import View, answer_to, go

_PATH = "/self-check/"
_RESULTS = {"below both lines": 0, "between the lines": 3, "at both lines": 5}


def views(url: str) -> list[View]:
    """Return all views of the self-check that are not in the sitemap."""
    url += _PATH
    return [
        View(_PATH, "first question open", 200, partial(_gate, url=url, answer="")),
        View(_PATH, "first question no", 200, partial(_gate, url=url, answer="no")),
        View(_PATH, "five questions", 200, partial(_gate, url=url, answer="yes")),
        View(_PATH, "one of five open", 200, partial(_items, url=url, yes=1, answered=4)),
        *(
            View(_PATH, name, 200, partial(_items, url=url, yes=yes, answered=5))
            for name, yes in _RESULTS.items()
        ),
    ]


def _gate(page: Page, *, url: str, answer: str) -> Response:
    go(page, url=url)
    if answer:
        page.press(f"[name=event][value={answer}]", "Space")
    return _submit(page)


def _items(page: Page, *, url: str, yes: int, answered: int) -> Response:
    _gate(page, url=url, answer="yes")
    for number in range(1, answered + 1):
        page.press(f"[name=item{number}][value={'yes' if number <= yes else 'no'}]", "Space")
    return _submit(page)


def _submit(page: Page) -> Response:
    return answer_to(page, lambda: page.click(f"form[action='{_PATH}'] button"))
