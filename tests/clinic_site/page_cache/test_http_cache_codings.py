"""Which coding of a cached page is sent, and when the page is not sent again (RFC 9110)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest

Ask = Callable[..., Any]
_DECODED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
CODINGS = [
    ("", ""),
    ("br", "br"),
    ("gzip, deflate, br, zstd", "br"),
    ("gzip", "gzip"),
    ("GZIP", "gzip"),
    ("gzip;q=1, br;q=0.1", "gzip"),
    ("gzip;q=0.5, br;q=0.5", "br"),
    ("identity;q=1, gzip;q=0.1", ""),
    ("identity;q=0.5, gzip;q=1", "gzip"),
    ("br;q=0, gzip", "gzip"),
    ("br;q=0, gzip;q=0.000", ""),
    ("*", "br"),
    ("*;q=0.5, br;q=0", "gzip"),
    ("*;q=0", ""),
    ("identity;q=0", ""),
    ("identity;q=0, gzip", "gzip"),
    ("br;q=2", ""),
    ("br;q=x, gzip", "gzip"),
    ("br ; q = 1", "br"),
    ("brotli, xgzip", ""),
]


@pytest.mark.parametrize(("accepted", "coding"), CODINGS)
def test_the_preferred_coding_is_sent(ask: Ask, accepted: str, coding: str) -> None:
    answers = [ask(HTTP_ACCEPT_ENCODING=accepted) for _ in range(2)]

    assert [each.headers.get("content-encoding", "") for each in answers] == [coding] * 2
    assert {each.headers["vary"] for each in answers} == {"Accept-Encoding"}


def test_a_request_with_a_cookie_gets_the_cached_page_with_tag_and_compression(ask: Ask, app: Any) -> None:
    ask()
    answer = ask(HTTP_COOKIE="session=1", HTTP_ACCEPT_ENCODING="br")
    again = ask(HTTP_COOKIE="a=b", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=answer.headers["etag"])

    assert (answer.headers["content-encoding"], again.status, app.calls) == ("br", 304, 1)


@pytest.mark.parametrize("accepted", ["br", "gzip", ""])
def test_a_page_that_is_not_stored_is_sent_in_the_preferred_coding(ask: Ask, app: Any, accepted: str) -> None:
    app.control = "no-store"

    answer = ask(HTTP_ACCEPT_ENCODING=accepted)

    assert answer.headers.get("content-encoding", "") == accepted
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert _DECODED[accepted](answer.body) == app.body
    assert app.closed == 1


def test_a_compressed_page_says_what_else_it_depends_on(ask: Ask, app: Any) -> None:
    app.control, app.more = "no-store", [("Vary", "Cookie")]

    assert ask(HTTP_ACCEPT_ENCODING="br").headers["vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ([], {"HTTP_COOKIE": "session=1"}),
        ([], {"QUERY_STRING": "q=typed"}),
        ([("Set-Cookie", "csrf=1")], {}),
        ([("Content-Encoding", "identity")], {}),
    ],
)
def test_a_page_of_one_visitor_or_with_typed_words_is_not_compressed(
    ask: Ask, app: Any, more: list[tuple[str, str]], asked: dict[str, str]
) -> None:
    app.control, app.more = "no-store", more

    assert ask(HTTP_ACCEPT_ENCODING="br", **asked).body == app.body


@pytest.mark.parametrize(
    ("form", "status"), [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200)]
)
def test_a_client_that_has_the_page_gets_no_body(ask: Ask, form: str, status: int) -> None:
    answer = ask(HTTP_IF_NONE_MATCH=form.format(ask().headers["etag"]))

    assert (answer.status, bool(answer.body)) == (status, status == 200)


def test_the_tag_of_another_coding_does_not_match(ask: Ask) -> None:
    tag = ask(HTTP_ACCEPT_ENCODING="br").headers["etag"]

    assert ask(HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=tag).status == 200
