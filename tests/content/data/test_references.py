"""The sources in references.yaml: validation and short citations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.translation import override

from content.data.entries import load_entries
from content.data.references import Reference
from content.errors import ContentError

WHOLE = {
    "authors": "An author",
    "title": "A study",
    "doi": "10.1000/one",
    "kind": "trial",
    "verified": "checked",
}


@pytest.fixture
def write_source(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes two sources. Keywords change the second; None omits a key."""

    def write(**changes: str | None) -> Path:
        path = tmp_path / "references.yaml"
        text = "# a comment\n\n"
        for name, values in (("first", WHOLE), ("second", WHOLE | changes)):
            text += f"{name}:\n" + "".join(f"  {key}: {value}\n" for key, value in values.items() if value)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_sources_are_loaded_by_id(write_source: Callable[..., Path]) -> None:
    references = load_entries(write_source(title="Another study"), Reference)

    assert [(name, source.title) for name, source in references.items()] == [
        ("first", "A study"),
        ("second", "Another study"),
    ]


def test_empty_file_has_no_sources(tmp_path: Path) -> None:
    path = tmp_path / "references.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")

    assert load_entries(path, Reference) == {}


def test_source_without_doi_or_url_is_refused_with_file_and_line(
    write_source: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = write_source(doi=None)

    with pytest.raises(ContentError) as error:
        load_entries(path, Reference)

    line = line_with(path, "second:")
    assert str(error.value).startswith(f"{path}, line {line}: second: ")
    assert "give a doi or a url" in str(error.value)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"url": '"http://example.org/"'}, "the url must begin with https://"),
        ({"url": '"javascript:alert(1)"'}, "the url must begin with https://"),
        ({"url": "example.org"}, "the url must begin with https://"),
        *(({key: None}, f"{key}: is missing") for key in ("authors", "title", "kind", "verified")),
        ({"jurnal": "Nature"}, "'jurnal' is not a known key"),
        ({"doi": "https://doi.org/10.1000/two"}, "a doi begins with 10."),
        ({"kind": "advertisement"}, "kind: write one of: 'guideline', 'trial'"),
    ],
)
def test_invalid_source_is_refused_by_its_name(
    write_source: Callable[..., Path], changes: dict[str, str | None], what: str
) -> None:
    with pytest.raises(ContentError) as error:
        load_entries(write_source(**changes), Reference)

    assert f": second: {what}" in str(error.value)


@pytest.mark.parametrize(
    ("doi", "link"), [("10.1000/one", "https://doi.org/10.1000/one"), (None, "https://example.org/")]
)
def test_source_links_to_its_doi_or_else_its_url(doi: str | None, link: str) -> None:
    assert Reference.model_validate(WHOLE | {"doi": doi, "url": "https://example.org/"}).link == link


@pytest.mark.parametrize("text", ["- one\n- two\n", "just words\n", "2021:\n  title: x\n"])
def test_file_without_named_entries_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "references.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=r"references\.yaml, line 1"):
        load_entries(path, Reference)


def test_file_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "references.yaml"
    path.write_bytes("one: é".encode("latin-1"))

    with pytest.raises(ContentError, match="not in UTF-8"):
        load_entries(path, Reference)


def test_duplicate_source_is_refused(write_references: Callable[..., Path]) -> None:
    with pytest.raises(ContentError, match="one is defined twice"):
        load_entries(write_references("one", "one"), Reference)


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({"authors": "Feder and others", "year": 2021}, "Feder and others, 2021"),
        ({"authors": "NJ 211"}, "NJ 211"),
        ({"authors": "Authors listed in the article", "year": 2022}, "A study, 2022"),
    ],
)
def test_short_citation_is_the_authors_or_else_the_title(changes: dict[str, object], short: str) -> None:
    assert Reference.model_validate(WHOLE | changes).short == short


@pytest.mark.parametrize(
    ("authors", "spanish"),
    [("Feder and others", "Feder y colegas"), ("Holtzheimer and Montaño", "Holtzheimer and Montaño")],
)
def test_the_words_after_the_first_author_are_in_the_readers_language(authors: str, spanish: str) -> None:
    reference = Reference(
        authors=authors, title="A trial", doi="10.1000/one", kind="trial", verified="checked"
    )

    with override("es"):
        assert reference.byline == spanish
    assert reference.byline == authors
