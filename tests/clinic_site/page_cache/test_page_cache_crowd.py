"""However many ask at once, a page is rendered once; and nobody waits forever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from clinic_site.page_cache.middleware import PageCache
from tests.stack import wait_until

Ask = Callable[..., Any]


class Gate:
    """Keeps every render waiting until it is opened, and counts those that have begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.opened = threading.Event()

    def __call__(self) -> None:
        self.begun += 1
        self.opened.wait(10)


@pytest.fixture
def gate(app: Any) -> Gate:
    app.before = Gate()
    return app.before


@pytest.fixture
def crowd(ask: Ask) -> Iterator[Callable[..., list[Future]]]:
    """Return a sender of as many requests at once as there are settings for them."""
    with ThreadPoolExecutor(8) as pool:
        yield lambda count=8, **more: [pool.submit(ask, **more) for _ in range(count)]


def bodies(asked: list[Future]) -> set[bytes]:
    return {each.result(10).body for each in asked}


def test_the_first_readers_at_once_have_one_render(crowd: Callable, app: Any, gate: Gate) -> None:
    asked = crowd()
    wait_until(lambda: gate.begun, 5, "render")
    gate.opened.set()

    assert (bodies(asked), app.calls) == ({app.body}, 1)


def test_readers_of_a_page_that_is_too_old_to_show_have_one_render(
    ask: Ask, crowd: Callable, app: Any, clock: Any
) -> None:
    ask()
    clock.now += 660
    app.body, app.before = b"new", (gate := Gate())
    asked = crowd()
    wait_until(lambda: gate.begun, 5, "render")
    gate.opened.set()

    assert (bodies(asked), app.calls) == ({b"new"}, 2)


def test_request_that_waited_long_enough_renders_the_page_itself(ask: Ask, app: Any, gate: Gate) -> None:
    impatient = PageCache(app, max_bytes=1_000_000, longest_wait=0.05)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask, of=impatient) for _ in range(2)]
        wait_until(lambda: gate.begun == 2, 5, "second render")
        gate.opened.set()

    assert bodies(asked) == {app.body}


def test_after_a_render_that_broke_those_who_waited_try_for_themselves(
    ask: Ask, crowd: Callable, app: Any, gate: Gate
) -> None:
    broken = iter([True])

    def breaks_once() -> None:
        gate()
        if next(broken, False):
            raise ZeroDivisionError

    app.before = breaks_once
    asked = crowd(3)
    wait_until(lambda: gate.begun, 5, "render")
    gate.opened.set()

    faults = [each.exception(10) for each in asked]
    assert sorted(fault is None for fault in faults) == [False, True, True]
    rendered = app.calls
    ask()
    assert app.calls == rendered  # what they rendered is stored


def test_no_request_waits_a_second_time_for_an_uncacheable_page(ask: Ask, crowd: Callable, app: Any) -> None:
    app.control = "no-store"
    ask()
    app.before = gate = Gate()
    asked = crowd(8)
    wait_until(lambda: gate.begun == 8, 5, "eight renders at once")
    gate.opened.set()

    assert bodies(asked) == {app.body}


def test_a_page_that_failed_is_waited_for_the_next_time(ask: Ask, crowd: Callable, app: Any) -> None:
    app.status = "503 Unavailable"
    ask()
    app.status, app.before = "200 OK", (gate := Gate())
    asked = crowd()
    wait_until(lambda: gate.begun, 5, "render")
    gate.opened.set()

    assert (bodies(asked), app.calls) == ({app.body}, 2)


def test_a_stale_page_is_rendered_by_one_request_while_the_others_get_it(
    ask: Ask, crowd: Callable, app: Any, clock: Any
) -> None:
    ask()
    old, app.body, app.before = app.body, b"new", (gate := Gate())
    clock.now += 60
    [first] = crowd(1)
    wait_until(lambda: gate.begun, 5, "render")
    meanwhile = [ask().body for _ in range(3)]
    gate.opened.set()

    assert (meanwhile, first.result(10).body, app.calls) == ([old] * 3, b"new", 2)


def test_a_page_rendered_before_an_invalidation_is_not_stored_after_it(ask: Ask, app: Any) -> None:
    app.before = lambda: ask(method="POST") if app.calls == 1 else None
    ask()  # while it is rendered, the page is changed
    ask()
    ask()

    assert app.calls == 3  # the first page, the change, the page after it


def test_a_page_that_head_asked_for_is_waited_for_too(ask: Ask, crowd: Callable, app: Any) -> None:
    ask(method="HEAD")
    app.before = gate = Gate()
    asked = crowd()
    wait_until(lambda: gate.begun, 5, "render")
    gate.opened.set()

    assert (bodies(asked), app.calls) == ({app.body}, 2)


def test_readers_of_one_page_do_not_wait_for_another(ask: Ask, crowd: Callable, app: Any, gate: Gate) -> None:
    [first] = crowd(1)
    wait_until(lambda: gate.begun == 1, 5, "render")
    [other] = crowd(1, path="/other/")
    wait_until(lambda: gate.begun == 2, 5, "render of the other page")
    gate.opened.set()

    assert (first.result(10).status, other.result(10).status) == (200, 200)


def test_addresses_that_are_made_up_fill_no_memory(ask: Ask, app: Any, page_cache: PageCache) -> None:
    app.status = "404 Not Found"

    for number in range(1600):
        ask(f"/{number}")

    assert len(page_cache._uncached) <= 1000
    assert page_cache._renders == {}
