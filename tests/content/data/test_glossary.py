"""Glossary terms are explained at their first use on a page, and only there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content import library
from content.data.entries import load_entries
from content.data.glossary import Term
from content.errors import ContentError

Write = Callable[..., Path]
GLOSSARY = "dissociation:\n  term: dissociation\n  meaning: feeling cut off from your body\n"


@pytest.fixture
def body(root: Path, write_page: Write, write_data: Write) -> Callable[..., str]:
    write_data("glossary.yaml", GLOSSARY)

    def rendered(text: str, **metadata: str) -> str:
        write_page(text, **metadata)
        return library.load(root).pages["first"].body

    return rendered


def test_first_use_of_a_term_shows_its_meaning(body: Callable[..., str]) -> None:
    html = body("Some feel [dissociation](glossary:dissociation) then.")

    assert "Some feel <dfn>dissociation</dfn> (feeling cut off from your body) then." in html


def test_later_use_of_a_term_is_plain(body: Callable[..., str]) -> None:
    html = body("[It](glossary:dissociation) begins.\n\nThen [it](glossary:dissociation) ends.")

    assert html.count("feeling cut off") == 1
    assert "<p>Then it ends.</p>" in html


def test_term_explained_in_the_summary_is_plain_in_the_body(body: Callable[..., str]) -> None:
    html = body("[It](glossary:dissociation).", summary='"[It](glossary:dissociation)."')

    assert html.strip() == "<p>It.</p>"


def test_other_links_are_unchanged(body: Callable[..., str]) -> None:
    assert '<a href="/crisis/">help</a>' in body("[dissociation](glossary:dissociation), [help](/crisis/)")


def test_unknown_term_is_refused_with_its_line(
    body: Callable[..., str], root: Path, line_with: Callable[[Path, str], int]
) -> None:
    with pytest.raises(ContentError) as error:
        body("text\n\n[word](glossary:unknown)")

    line = line_with(root / "pages/en/care/first.md", "unknown")
    assert f"first.md, line {line}: explains 'unknown', which is not in glossary.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a:\n  term: a\n", "a: meaning: is missing"),
        ("a:\n  term: a\n  meaning: It is a thing.\n", "without a period"),
        ("a:\n  term: a\n  meaning: b\na:\n  term: a\n  meaning: c\n", "a is defined twice"),
    ],
)
def test_invalid_glossary_is_refused(write_data: Write, text: str, what: str) -> None:
    with pytest.raises(ContentError, match=what):
        load_entries(write_data("glossary.yaml", text), Term)
