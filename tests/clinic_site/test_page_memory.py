"""Which answers are kept in memory, for whom, and how many."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from clinic_site.page_memory import PageMemory

Ask = Callable[..., Any]


def noise(seed: int, length: int = 1000) -> bytes:
    """Return bytes that no compression makes smaller."""
    return random.Random(seed).randbytes(length)


def test_the_second_reader_gets_the_page_from_memory(ask: Ask, app: Any) -> None:
    first, second = ask(), ask()

    assert (app.calls, second.status) == (1, 200)
    assert first.body == second.body == app.body


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"QUERY_STRING": "page=2"},
        {"HTTP_COOKIE": "session=1"},
        {"HTTP_COOKIE": ""},
        {"HTTP_AUTHORIZATION": "Basic x"},
    ],
    ids=str,
)
def test_a_request_of_its_own_passes_by_the_memory(ask: Ask, app: Any, request_: dict[str, str]) -> None:
    ask()
    app.body = b"for you alone"

    answer = ask(**request_)

    assert (app.calls, answer.body) == (2, b"for you alone")


@pytest.mark.parametrize(
    "request_", [{"QUERY_STRING": "page=2"}, {"HTTP_COOKIE": "session=1"}, {"method": "POST"}], ids=str
)
def test_the_answer_to_a_request_of_its_own_is_kept_for_nobody(
    ask: Ask, app: Any, request_: dict[str, str]
) -> None:
    app.body = b"for you alone"
    ask(**request_)
    app.body = b"for everybody"

    assert ask().body == b"for everybody"


@pytest.mark.parametrize(
    "control",
    [
        "",
        "public",
        "max-age=60",
        "public, max-age=0",
        "public, max-age",
        "private, max-age=60",
        "public, private, max-age=60",
        "public, max-age=60, no-store",
        "no-store",
        'public, max-age=60, private="set-cookie"',
    ],
)
def test_an_answer_that_is_not_declared_public_for_a_time_is_not_kept(
    ask: Ask, app: Any, control: str
) -> None:
    app.control = control

    ask()
    ask()

    assert app.calls == 2


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "session=1"),
        ("Cache-Control", "no-store"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Vary", "*"),
        ("vary", "accept-language"),
        ("Content-Encoding", "gzip"),
    ],
    ids=str,
)
def test_an_answer_for_some_readers_only_is_not_kept(ask: Ask, app: Any, header: tuple[str, str]) -> None:
    app.more = [header]

    ask()
    ask()

    assert app.calls == 2


@pytest.mark.parametrize("status", ["206 Partial", "301 Moved", "403 No", "404 Not Found", "500 Error"])
def test_only_whole_answers_are_kept(ask: Ask, app: Any, status: str) -> None:
    app.status = status

    ask()
    answer = ask()

    assert (app.calls, answer.status) == (2, int(status[:3]))


@pytest.mark.parametrize("vary", ["Accept-Encoding", "accept-encoding"])
def test_an_answer_that_varies_on_its_encoding_only_is_kept(ask: Ask, app: Any, vary: str) -> None:
    app.more = [("Vary", vary)]

    ask()
    ask()

    assert app.calls == 1


def test_directives_are_read_in_any_case(ask: Ask, app: Any) -> None:
    app.control = "Public, Max-Age=60"

    ask()
    ask()

    assert app.calls == 1


@pytest.mark.parametrize(
    "other", [{"path": "/other/"}, {"HTTP_HOST": "other.test"}, {"wsgi.url_scheme": "https"}], ids=str
)
def test_another_path_host_or_scheme_is_another_page(ask: Ask, app: Any, other: dict[str, str]) -> None:
    ask()
    app.body = b"another page"

    answer = ask(**other)

    assert answer.body == b"another page"


def test_without_a_trusted_proxy_its_header_makes_no_other_page(ask: Ask, app: Any) -> None:
    ask(HTTP_X_FORWARDED_PROTO="https")

    ask(HTTP_X_FORWARDED_PROTO="http")

    assert app.calls == 1


def test_a_trusted_proxy_says_what_the_scheme_was(ask: Ask, app: Any) -> None:
    trusting = PageMemory(app, max_bytes=1_000_000, trust_proxy=True)
    ask(of=trusting, HTTP_X_FORWARDED_PROTO="https")
    app.body = b"in the clear"

    answers = [ask(of=trusting, HTTP_X_FORWARDED_PROTO="http"), ask(of=trusting)]

    assert [answer.body for answer in answers] == [b"in the clear"] * 2
    assert app.calls == 2


def test_when_memory_is_full_the_page_stored_longest_ago_leaves(ask: Ask, app: Any) -> None:
    small = PageMemory(app, max_bytes=7_000)
    for number, path in enumerate(["/1", "/2", "/3"]):
        app.body = noise(number)
        ask(path, of=small)

    ask("/2", of=small)
    ask("/3", of=small)
    calls_for_the_newest = app.calls - 3
    ask("/1", of=small)

    assert (calls_for_the_newest, app.calls) == (0, 4)


def test_a_page_stored_anew_counts_as_the_newest(ask: Ask, app: Any, clock: Any) -> None:
    small = PageMemory(app, max_bytes=7_000, clock=clock)
    app.body = noise(1)
    ask("/1", of=small)
    clock.now += 30
    ask("/2", of=small)
    clock.now += 31
    ask("/1", of=small)

    ask("/3", of=small)
    ask("/1", of=small)

    assert app.calls == 4


def test_storing_a_page_again_takes_no_more_room(ask: Ask, app: Any, clock: Any) -> None:
    small = PageMemory(app, max_bytes=7_000, clock=clock)
    for number in range(10):
        app.body = noise(number)
        ask("/1", of=small)
        clock.now += 61
    ask("/1", of=small)
    ask("/2", of=small)

    ask("/1", of=small)

    assert app.calls == 12


def test_a_page_larger_than_all_memory_is_shown_but_not_kept(ask: Ask, app: Any) -> None:
    small = PageMemory(app, max_bytes=2_500)
    app.body = noise(1)

    answers = [ask(of=small), ask(of=small)]

    assert (app.calls, [answer.body for answer in answers]) == (2, [app.body] * 2)


def test_a_page_that_outgrows_memory_does_not_push_out_the_others(ask: Ask, app: Any) -> None:
    small = PageMemory(app, max_bytes=4_000)
    app.body = noise(1)
    ask("/1", of=small)
    app.body = noise(2, 5_000)
    ask("/large", of=small)

    ask("/1", of=small)

    assert app.calls == 2


def test_the_application_is_told_that_its_answer_was_read(ask: Ask, app: Any) -> None:
    ask()
    ask()

    assert app.closed == 1


def test_a_request_that_passes_by_leaves_closing_to_the_server(ask: Ask, app: Any) -> None:
    ask(method="POST")

    assert app.closed == 1


def test_what_the_application_writes_by_hand_is_part_of_the_page(ask: Ask) -> None:
    def writes(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        write = start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Cache-Control", "public, max-age=9")]
        )
        write(b"first, ")
        return [b"second"]

    answers = [ask(of=memory) for memory in [PageMemory(writes, max_bytes=9_000)] * 2]

    assert [answer.body for answer in answers] == [b"first, second"] * 2


def test_a_chain_of_proxies_is_read_as_django_reads_it(ask: Ask, app: Any) -> None:
    trusting = PageMemory(app, max_bytes=1_000_000, trust_proxy=True)
    ask(of=trusting, HTTP_X_FORWARDED_PROTO="https,http")
    app.body = b"in the clear"

    assert ask(of=trusting, HTTP_X_FORWARDED_PROTO="http").body == b"in the clear"


def test_an_answer_that_must_be_asked_for_each_time_is_not_kept(ask: Ask, app: Any) -> None:
    app.control = "public, no-cache, max-age=60"

    ask()
    ask()

    assert app.calls == 2


def test_only_pages_of_our_own_hosts_are_kept(ask: Ask, app: Any) -> None:
    strict = PageMemory(app, max_bytes=1_000_000, hosts={"clinic.test"})

    for _ in range(2):
        ask(of=strict, HTTP_HOST="clinic.test:99999")
        ask(of=strict, HTTP_HOST="clinic.test")

    assert app.calls == 3


def test_a_forged_script_name_passes_the_memory_by(ask: Ask, app: Any) -> None:
    ask(SCRIPT_NAME="/evil.example")
    ask()

    assert app.calls == 2
