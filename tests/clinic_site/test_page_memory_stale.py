"""A page that has grown old: one request renders it anew, and nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

Ask = Callable[..., Any]

FRESH, STALE = 60, 660


def test_a_page_is_served_from_memory_until_its_time_is_over(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH - 0.1

    ask()

    assert app.calls == 1


def test_a_page_whose_time_is_over_is_rendered_anew(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    app.body = b"new"

    answers = [ask(), ask()]

    assert [(answer.body, answer.headers["age"]) for answer in answers] == [(b"new", "0")] * 2
    assert app.calls == 2


def test_while_one_reader_waits_for_the_new_page_others_get_the_old_one(
    ask: Ask, app: Any, clock: Any
) -> None:
    old = ask().body
    clock.now += FRESH
    rendering, go_on = threading.Event(), threading.Event()
    app.body, app.before = b"new", lambda: (rendering.set(), go_on.wait(5))

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask)
        rendering.wait(5)
        meanwhile = [ask().body, ask().body]
        go_on.set()
        renewed = first.result(5).body

    assert (meanwhile, renewed, app.calls) == ([old, old], b"new", 2)


def test_of_many_readers_at_once_exactly_one_renders_the_page_anew(ask: Ask, app: Any, clock: Any) -> None:
    old = ask().body
    clock.now += FRESH
    asked = threading.Semaphore(0)
    app.body, app.before = b"new", lambda: [asked.acquire(timeout=5) for _ in range(7)]

    def reader() -> bytes:
        body = ask().body
        asked.release()
        return body

    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: reader(), range(8)))

    assert (app.calls, sorted(bodies)) == (2, sorted([old] * 7 + [b"new"]))


@pytest.mark.parametrize("status", ["500 Error", "503 Unavailable"])
def test_when_rendering_fails_the_old_page_serves_on(ask: Ask, app: Any, clock: Any, status: str) -> None:
    old = ask().body
    app.status, app.body, app.control = status, b"broken", "no-store"
    clock.now += STALE - 1

    answer = ask()

    assert (answer.status, answer.body, answer.headers["age"]) == (200, old, str(STALE - 1))


def test_when_rendering_fails_for_too_long_the_fault_is_shown(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    app.status, app.body, app.control = "500 Error", b"broken", "no-store"
    clock.now += STALE

    answer = ask()

    assert (answer.status, answer.body) == (500, b"broken")


def test_a_page_that_may_not_grow_stale_is_not_shown_when_rendering_fails(
    ask: Ask, app: Any, clock: Any
) -> None:
    app.control = "public, max-age=60"
    ask()
    app.status = "500 Error"
    clock.now += FRESH

    assert ask().status == 500


def test_after_a_failure_the_next_reader_has_it_tried_again(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    app.status = "500 Error"
    ask()
    app.status, app.body = "200 OK", b"mended"

    assert ask().body == b"mended"


def test_after_an_exception_the_next_reader_has_it_tried_again(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    app.body, app.before = b"mended", lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        ask()
    app.before = lambda: None

    assert ask().body == b"mended"


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved", "403 Forbidden"])
def test_a_page_that_is_gone_is_gone_at_once(ask: Ask, app: Any, clock: Any, status: str) -> None:
    ask()
    clock.now += FRESH
    app.status, app.control = status, "no-store"
    gone = ask()
    app.status = "500 Error"

    after = ask()

    assert (gone.status, after.status) == (int(status[:3]), 500)


def test_a_page_that_is_no_longer_public_leaves_the_memory(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    app.body, app.control = b"for you alone", "private"

    answers = [ask(), ask()]

    assert [answer.body for answer in answers] == [b"for you alone"] * 2
    assert app.calls == 3


def test_head_for_an_old_page_neither_renews_nor_drops_it(ask: Ask, app: Any, clock: Any) -> None:
    old = ask().body
    clock.now += FRESH
    ask(method="HEAD")
    app.status = "500 Error"

    answer = ask()

    assert (answer.status, answer.body) == (200, old)


def compressed(memory: Any) -> bytes:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "HTTP_ACCEPT_ENCODING": "br",
        "wsgi.url_scheme": "http",
    }
    [body] = memory(environ, lambda *_: None)
    return body


def test_a_page_that_has_not_changed_is_not_compressed_again(memory: Any, clock: Any, app: Any) -> None:
    before = compressed(memory)
    clock.now += FRESH

    after = compressed(memory)

    assert (app.calls, after is before) == (2, True)


def test_an_unchanged_page_comes_with_its_new_headers(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    app.more = [("Link", "</new>")]

    assert ask().headers["link"] == "</new>"


def test_an_unchanged_page_is_young_again(ask: Ask, app: Any, clock: Any) -> None:
    ask()
    clock.now += FRESH
    ask()
    clock.now += FRESH - 1

    answer = ask()

    assert (app.calls, answer.headers["age"]) == (2, str(FRESH - 1))
