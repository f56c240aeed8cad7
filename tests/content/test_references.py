"""The register of sources: each can be found, and says how far it was checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from content.faults import ContentError
from content.references import Reference, load_references

WHOLE = {
    "authors": "Somebody",
    "title": "A study",
    "doi": "10.1000/one",
    "kind": "trial",
    "verified": "checked",
}


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of a register whose second source has changes; None leaves a key out."""

    def write(**changes: str | None) -> Path:
        path = tmp_path / "references.yaml"
        text = "# a comment\n\n"
        for name, values in (("first", WHOLE), ("second", WHOLE | changes)):
            text += f"{name}:\n" + "".join(f"  {key}: {value}\n" for key, value in values.items() if value)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_source_of_the_register_is_read_under_its_name(register: Callable[..., Path]) -> None:
    references = load_references(register(title="Another study"))

    assert [(name, source.title) for name, source in references.items()] == [
        ("first", "A study"),
        ("second", "Another study"),
    ]


def test_an_empty_register_holds_no_sources(tmp_path: Path) -> None:
    path = tmp_path / "references.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")

    assert load_references(path) == {}


def test_a_source_without_doi_or_url_is_refused_with_file_and_line(
    register: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = register(doi=None)

    with pytest.raises(ContentError) as refusal:
        load_references(path)

    line = line_with(path, "second:")
    assert str(refusal.value).startswith(f"{path}, line {line}: second: ")
    assert "give a doi or a url" in str(refusal.value)


@pytest.mark.parametrize("url", ["http://example.org/", "javascript:alert(1)", "example.org"])
def test_a_source_whose_url_is_not_https_is_refused(register: Callable[..., Path], url: str) -> None:
    path = register(url=f'"{url}"')

    with pytest.raises(ContentError, match="the url must begin with https://"):
        load_references(path)


@pytest.mark.parametrize("key", ["authors", "title", "kind", "verified"])
def test_a_source_without_a_needed_key_is_refused_and_the_key_named(
    register: Callable[..., Path], key: str
) -> None:
    path = register(**{key: None})

    with pytest.raises(ContentError, match=f"second: {key}: is missing"):
        load_references(path)


def test_an_unknown_key_is_refused_and_named(register: Callable[..., Path]) -> None:
    path = register(jurnal="Nature")

    with pytest.raises(ContentError, match="second: 'jurnal' is not a known key"):
        load_references(path)


def test_a_doi_that_is_an_address_is_refused(register: Callable[..., Path]) -> None:
    with pytest.raises(ContentError, match=r"second: a doi begins with 10\."):
        load_references(register(doi="https://doi.org/10.1000/two"))


def test_an_unknown_kind_of_source_is_refused(register: Callable[..., Path]) -> None:
    path = register(kind="advertisement")

    with pytest.raises(ContentError, match="second: kind: write one of: 'guideline', 'trial'"):
        load_references(path)


def test_a_register_that_is_not_yaml_is_refused_with_its_line(
    register: Callable[..., Path], line_with: Callable[[Path, str], int]
) -> None:
    path = register(title="one: two")

    with pytest.raises(ContentError) as refusal:
        load_references(path)

    assert str(refusal.value).startswith(f"{path}, line {line_with(path, 'one: two')}: not valid YAML")


def test_a_source_links_to_its_doi_where_there_is_one() -> None:
    reference = Reference.model_validate(WHOLE | {"url": "https://example.org/"})

    assert reference.link == "https://doi.org/10.1000/one"


def test_a_source_without_doi_links_to_its_url() -> None:
    reference = Reference.model_validate(WHOLE | {"doi": None, "url": "https://example.org/"})

    assert reference.link == "https://example.org/"


@pytest.mark.parametrize("text", ["- one\n- two\n", "just words\n", "2021:\n  title: x\n"])
def test_a_register_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "references.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match=r"references\.yaml, line 1"):
        load_references(path)


def test_a_register_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "references.yaml"
    path.write_bytes("one: é".encode("latin-1"))

    with pytest.raises(ContentError, match="not in UTF-8"):
        load_references(path)


def test_a_source_that_stands_twice_in_the_register_is_refused(write_register: Callable[..., Path]) -> None:
    with pytest.raises(ContentError, match="one stands twice"):
        load_references(write_register("one", "one"))


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({"authors": "Feder and others", "year": 2021}, "Feder and others, 2021"),
        ({"authors": "NJ 211"}, "NJ 211"),
        ({"authors": "Authors listed in the article", "year": 2022}, "A study, 2022"),
    ],
)
def test_a_source_is_called_by_its_authors_or_by_its_title_while_they_are_not_known(
    changes: dict[str, object], short: str
) -> None:
    assert Reference.model_validate(WHOLE | changes).short == short
