"""Keyboard check: Tab reaches every control, in visual order, with visible focus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

from tests.audit.browser import ask
from tests.audit.findings import Problem
from tests.stack import PATIENCE

# The focus is left on no element, from where the next Tab goes on. Timers that a stop has started run first.
_TAKE_STEPS = """async () => {
  await new Promise(requestAnimationFrame);
  await new Promise(setTimeout);
  const audit = window.__audit;
  const moved = audit.moved || audit.steps.length > 0 && document.activeElement !== audit.stepped;
  document.activeElement.blur();
  audit.moved = false;
  return [audit.steps.splice(0), moved];
}"""
_RUN_TIMERS = "() => new Promise(done => setTimeout(done))"
_TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


class _FocusMoved(Exception):
    """A script moved the focus after the last key: it did so between two keys, or would have."""


def check(page: Page, *, outside: tuple[str, ...] = ()) -> list[Problem]:
    """Press Tab from the top of the page to its end, and return the problems.

    With selectors `outside`, press it from the start of the main part to the first element in those that
    they match. Keys that are sent together take a third of the time, but leave none between them to the
    timers of the page; if one of these moves the focus, they are sent one by one.
    """
    try:
        return _walked(page, outside, _press_together)
    except _FocusMoved:
        return _walked(page, outside, _press_one_by_one)


def _walked(page: Page, outside: tuple[str, ...], press: Callable[[Page, int], None]) -> list[Problem]:
    stops = ask(page, "keyboard", ", ".join(outside))
    walked: list[int] = []
    found: list[Problem] = []
    extras: set[str] = set()
    for here in _steps(page, len(stops), press):
        if here is None:
            break
        index, name = here["index"], here["name"]
        if index in walked or name in extras:
            if walked and index != walked[0]:
                found.append(Problem("keyboard trap", name))
            break
        if index < 0:
            extras.add(name)
        else:
            walked.append(index)
        if not here["seen"]:
            found.append(Problem("focus is not visible", name))
        if here["covered"]:
            found.append(Problem("focused element is covered or outside the viewport", name))
    return found + _not_reached(stops, walked) + _out_of_order(stops, walked)


def _steps(page: Page, stops: int, press: Callable[[Page, int], None]) -> Iterator[dict[str, Any] | None]:
    """Press Tab and yield where the focus was after each press: None if on no element.

    The page is asked once for many presses, because asking takes longer than pressing. Raises _FocusMoved
    if it moved after the last of keys that were sent together.
    """
    for _ in range(3):
        press(page, stops + 2)
        steps, moved = page.evaluate(_TAKE_STEPS)
        if moved and press is _press_together:
            raise _FocusMoved
        yield from steps


def _press_one_by_one(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Tab")
        page.evaluate(_RUN_TIMERS)  # those that this press has started


def _press_together(page: Page, times: int) -> None:
    """Send all keys before waiting for the answers, for which Playwright has no function of its own."""
    wire = page.context.new_cdp_session(page)

    async def send() -> None:
        send_one = wire._impl_obj.send
        await asyncio.gather(
            *(
                send_one("Input.dispatchKeyEvent", {"type": kind, **_TAB}, PATIENCE * 1000)
                for _ in range(times)
                for kind in ("rawKeyDown", "keyUp")
            )
        )

    wire._sync(send())
    wire.detach()


def _not_reached(stops: list[dict[str, Any]], walked: list[int]) -> list[Problem]:
    groups = {stops[index]["group"] for index in walked} - {""}
    return [
        Problem("Tab does not reach", stop["name"])
        for index, stop in enumerate(stops)
        if index not in walked and stop["group"] not in groups
    ]


def _out_of_order(stops: list[dict[str, Any]], walked: list[int]) -> list[Problem]:
    found = []
    for before, after in pairwise(walked):
        if after < before:
            found.append(Problem("Tab order differs from document order", stops[after]["name"]))
        elif _jumps(stops[before], stops[after]):
            note = f"comes after {stops[before]['name']}"
            found.append(Problem("Tab order differs from visual order", stops[after]["name"], note))
    return found


def _jumps(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Return whether the focus moves backward: up in the same column, or left in the same line."""
    if not (before["placed"] and after["placed"]):
        return False
    shared = min(before["bottom"], after["bottom"]) - max(before["top"], after["top"])
    same_line = shared > 0.5 * min(before["bottom"] - before["top"], after["bottom"] - after["top"])
    if same_line:
        return after["right"] <= before["left"]
    same_column = min(before["right"], after["right"]) > max(before["left"], after["left"])
    return same_column and after["bottom"] <= before["top"]
