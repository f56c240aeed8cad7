"""How a page from memory is answered: its encoding, its tag, its age."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest

Ask = Callable[..., Any]

DECODE = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("br", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, zstd", ""),
        ("identity", ""),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000, gzip;q=0.5", "gzip"),
        ("br; q=0.001, gzip; q=1.0", "br"),
        ("gzip;q=0", ""),
        ("br ; q=0 , gzip ; q=0", ""),
        ("brotli, xgzip", ""),
    ],
)
def test_a_page_comes_in_the_best_encoding_that_the_reader_accepts(
    ask: Ask, app: Any, accepts: str, encoding: str
) -> None:
    ask()

    answer = ask(HTTP_ACCEPT_ENCODING=accepts)

    assert answer.headers.get("content-encoding", "") == encoding
    assert DECODE[encoding](answer.body) == app.body


def test_a_page_is_compressed_already_for_the_reader_who_makes_it_be_stored(ask: Ask, app: Any) -> None:
    answer = ask(HTTP_ACCEPT_ENCODING="br")

    assert brotli.decompress(answer.body) == app.body


@pytest.mark.parametrize("accepts", ["", "gzip", "br"])
def test_every_answer_says_its_length_and_that_it_varies_by_encoding(ask: Ask, accepts: str) -> None:
    answer = ask(HTTP_ACCEPT_ENCODING=accepts)

    assert (answer.headers["content-length"], answer.headers["vary"]) == (
        str(len(answer.body)),
        "Accept-Encoding",
    )


def test_each_encoding_of_a_page_has_a_tag_of_its_own(ask: Ask) -> None:
    tags = {ask(HTTP_ACCEPT_ENCODING=accepts).headers["etag"] for accepts in ("", "gzip", "br")}

    assert len(tags) == 3


def test_the_tag_changes_with_the_page_and_only_with_it(ask: Ask, app: Any) -> None:
    one, same = ask("/one"), ask("/same")
    app.body = b"changed"

    changed = ask("/changed")

    assert one.headers["etag"] == same.headers["etag"] != changed.headers["etag"]


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other" , W/{tag}', "*", " * "])
@pytest.mark.parametrize("accepts", ["", "br"])
def test_a_reader_who_has_the_page_is_told_that_it_has_not_changed(ask: Ask, form: str, accepts: str) -> None:
    tag = ask(HTTP_ACCEPT_ENCODING=accepts).headers["etag"]

    answer = ask(HTTP_ACCEPT_ENCODING=accepts, HTTP_IF_NONE_MATCH=form.format(tag=tag))

    assert (answer.status, answer.body) == (304, b"")


def test_an_unchanged_page_comes_with_its_tag_and_lifetime_but_no_description_of_a_body(ask: Ask) -> None:
    tag = ask().headers["etag"]

    headers = ask(HTTP_IF_NONE_MATCH=tag).headers

    assert (headers["etag"], headers["vary"]) == (tag, "Accept-Encoding")
    assert headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    assert headers.keys().isdisjoint({"content-type", "content-length", "content-encoding"})


@pytest.mark.parametrize("tag", ['"other"', 'W/"other"', "", "{tag}x", "other, *"])
def test_a_reader_with_another_page_gets_this_one(ask: Ask, app: Any, tag: str) -> None:
    own = ask().headers["etag"]

    answer = ask(HTTP_IF_NONE_MATCH=tag.format(tag=own))

    assert (answer.status, answer.body) == (200, app.body)


def test_the_tag_of_one_encoding_does_not_stand_for_another(ask: Ask) -> None:
    compressed = ask(HTTP_ACCEPT_ENCODING="gzip").headers["etag"]

    answer = ask(HTTP_IF_NONE_MATCH=compressed)

    assert answer.status == 200


@pytest.mark.parametrize("accepts", ["", "gzip", "br"])
def test_head_is_answered_like_get_but_without_the_body(ask: Ask, app: Any, accepts: str) -> None:
    got = ask(HTTP_ACCEPT_ENCODING=accepts)

    answer = ask(method="HEAD", HTTP_ACCEPT_ENCODING=accepts)

    assert (app.calls, answer.status, answer.body) == (1, 200, b"")
    assert answer.headers == got.headers


def test_the_answer_to_head_is_not_kept_for_get(ask: Ask, app: Any) -> None:
    body, app.body = app.body, b""
    ask(method="HEAD")
    app.body = body

    answer = ask()

    assert (app.calls, answer.body) == (2, body)


@pytest.mark.parametrize(("seconds", "age"), [(0, "0"), (0.9, "0"), (42.5, "42"), (59.9, "59")])
def test_the_age_of_a_page_counts_from_when_it_was_stored(
    ask: Ask, clock: Any, seconds: float, age: str
) -> None:
    ask()
    clock.now += seconds

    assert ask().headers["age"] == age


def test_an_unchanged_answer_says_its_age_too(ask: Ask, clock: Any) -> None:
    tag = ask().headers["etag"]
    clock.now += 5

    assert ask(HTTP_IF_NONE_MATCH=tag).headers["age"] == "5"


def test_headers_of_the_application_are_kept(ask: Ask, app: Any) -> None:
    app.more = [("X-Frame-Options", "DENY"), ("Link", "</a>"), ("Link", "</b>")]
    ask()

    answer = ask()

    assert (answer.headers["x-frame-options"], answer.names.count("link")) == ("DENY", 2)


def test_headers_that_the_memory_sets_replace_those_of_the_application(ask: Ask, app: Any) -> None:
    app.more = [
        ("ETag", '"app"'),
        ("Age", "7"),
        ("Date", "Mon, 23 Nov 2026 00:00:00 GMT"),
        ("Content-Length", str(len(app.body))),
        ("Vary", "Accept-Encoding"),
    ]

    answer = ask(HTTP_ACCEPT_ENCODING="gzip")

    assert [answer.names.count(name) for name in ("etag", "age", "content-length", "vary")] == [1, 1, 1, 1]
    assert (answer.headers["etag"] != '"app"', "date" in answer.names) == (True, False)
