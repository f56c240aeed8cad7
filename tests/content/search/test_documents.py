"""Plain-text documents for the search index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.library import library, load
from content.search.documents import Document, page_documents, plain_text

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
    root: Path, write_page: Callable[..., Path], write_references: Callable[..., Path]
) -> list[Document]:
    write_references("study")
    write_page(BODY, references="[study]", title="A page", key_takeaways="[Take this]")
    return page_documents(load(root).pages.values(), {"first": ["other", "words"]})


def test_each_heading_starts_a_document(documents: list[Document]) -> None:
    assert [(each.path, each.heading) for each in documents] == [
        ("/first/", ""),
        ("/first/#first-part", "First part"),
        ("/first/#a-part-of-it", "A part of it"),
    ]


def test_top_document_contains_summary_takeaways_and_text_before_headings(documents: list[Document]) -> None:
    assert documents[0].text == "A summary Take this Before any heading."


def test_citation_numbers_are_not_indexed(documents: list[Document]) -> None:
    assert "1" not in documents[0].text


def test_text_is_plain_and_list_items_are_separated(documents: list[Document]) -> None:
    assert documents[1].text == "One & two. three four"
    assert documents[2].text == "Five. <b>six</b>"


def test_search_terms_belong_to_the_top_document(documents: list[Document]) -> None:
    assert [each.words for each in documents] == ["other, words", "", ""]


def test_every_document_leads_to_an_existing_id() -> None:
    for page in library().pages.values():
        ids = {each.path.partition("#")[2] for each in page_documents([page])} - {""}
        assert (page.slug, [id_ for id_ in ids if f'id="{id_}"' not in page.body]) == (page.slug, [])


def test_drawings_are_not_indexed() -> None:
    assert plain_text("<p>Seen<svg><title>unseen</title><path d='M0'/></svg> words</p>") == "Seen words"


def test_visually_hidden_text_is_not_indexed() -> None:
    assert plain_text('<p><span class="visually-hidden">Needed at once: </span>Call<br>911</p>') == "Call 911"
