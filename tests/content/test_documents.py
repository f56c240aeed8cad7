"""Pages as pieces of plain text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.documents import Document, page_documents, plain_text
from content.library import library, load

BODY = """
Before *any* heading. [@study]

## First part

One & two.

- three
- four

### A part of it

Five. <b>six</b>
"""


@pytest.fixture
def documents(
    root: Path, write_page: Callable[..., Path], write_register: Callable[..., Path]
) -> list[Document]:
    write_register("study")
    write_page(BODY, references="[study]", title="A page", key_takeaways="[Take this]")
    return page_documents(load(root).pages.values(), {"first": ["other", "words"]})


def test_each_heading_begins_a_document(documents: list[Document]) -> None:
    assert [(each.path, each.heading) for each in documents] == [
        ("/first/", ""),
        ("/first/#first-part", "First part"),
        ("/first/#a-part-of-it", "A part of it"),
    ]


def test_the_top_holds_summary_takeaways_and_what_stands_before_a_heading(documents: list[Document]) -> None:
    assert documents[0].text == "A summary Take this Before any heading."


def test_the_number_of_a_citation_is_no_word(documents: list[Document]) -> None:
    assert "1" not in documents[0].text


def test_text_is_plain_and_lines_of_a_list_stay_apart(documents: list[Document]) -> None:
    assert documents[1].text == "One & two. three four"
    assert documents[2].text == "Five. <b>six</b>"


def test_words_for_a_page_belong_to_its_top(documents: list[Document]) -> None:
    assert [each.words for each in documents] == ["other, words", "", ""]


def test_every_place_of_every_page_exists() -> None:
    for page in library().pages.values():
        places = {each.path.partition("#")[2] for each in page_documents([page])} - {""}
        assert (page.slug, [place for place in places if f'id="{place}"' not in page.body]) == (page.slug, [])


def test_drawings_are_no_words() -> None:
    assert plain_text("<p>Seen<svg><title>unseen</title><path d='M0'/></svg> words</p>") == "Seen words"


def test_words_for_screen_readers_alone_are_left_out() -> None:
    assert plain_text('<p><span class="visually-hidden">Needed at once: </span>Call<br>911</p>') == "Call 911"
