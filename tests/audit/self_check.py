"""The self-check as it is audited: the first question, the five, each result, and what can be missing."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, Response

from tests.audit.views import View, go

_PLACE = "/self-check/"
_RESULTS = {"below both lines": 0, "between the lines": 3, "at both lines": 5}


def views(url: str) -> list[View]:
    """Return every view of the self-check that is not in the sitemap."""
    place = url + _PLACE
    return [
        View(_PLACE, "first question open", 422, partial(_gate, place=place, answer="")),
        View(_PLACE, "first question no", 200, partial(_gate, place=place, answer="no")),
        View(_PLACE, "five questions", 200, partial(_gate, place=place, answer="yes")),
        View(_PLACE, "one of five open", 422, partial(_items, place=place, yes=1, answered=4)),
        *(
            View(_PLACE, name, 200, partial(_items, place=place, yes=yes, answered=5))
            for name, yes in _RESULTS.items()
        ),
    ]


def _gate(page: Page, *, place: str, answer: str) -> Response:
    go(page, url=place)
    if answer:
        page.press(f"[name=event][value={answer}]", "Space")
    return _on(page)


def _items(page: Page, *, place: str, yes: int, answered: int) -> Response:
    _gate(page, place=place, answer="yes")
    for number in range(1, answered + 1):
        page.press(f"[name=item{number}][value={'yes' if number <= yes else 'no'}]", "Space")
    return _on(page)


def _on(page: Page) -> Response:
    with page.expect_navigation() as arrival:
        page.click(f"form[action='{_PLACE}'] button")
    return arrival.value
