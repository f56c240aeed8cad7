"""Pages in other languages are found by the names of their originals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from content import library
from content.errors import ContentError

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def two_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def translate(root: Path, write_page: Write) -> Write:
    """Return a function that writes a page in Spanish."""

    def write(slug: str, folder: str = "care", body: str = "", **metadata: str) -> Path:
        english = write_page(body, slug=slug, folder=folder, **metadata)
        spanish = root / "pages" / "es" / folder / english.name
        spanish.parent.mkdir(parents=True, exist_ok=True)
        return english.rename(spanish)

    return write


def test_a_translation_has_the_name_of_its_original_and_an_address_of_its_own(
    root: Path, write_page: Write, translate: Write
) -> None:
    file = translate("what-is-ptsd")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("---\n", "---\nslug: que-es-el-tept\n", 1), encoding="utf-8")
    write_page(slug="what-is-ptsd")

    (page,) = library.load(root, "es").pages.values()

    assert (page.slug, page.language, page.path) == ("what-is-ptsd", "es", "/es/que-es-el-tept/")


def test_a_translation_relates_only_to_pages_that_are_translated(
    root: Path, write_page: Write, translate: Write
) -> None:
    for slug in ("second", "third"):
        translate(slug)
    translate("first", related="[second, third]")
    for slug in ("first", "second", "third"):
        write_page(slug=slug)
    (root / "pages" / "es" / "care" / "third.md").unlink()

    site = library.load(root, "es")

    assert [page.slug for page in site.related(site.pages["first"])] == ["second"]


def test_a_translation_without_an_original_is_refused(root: Path, translate: Write) -> None:
    file = translate("first")

    with pytest.raises(ContentError) as error:
        library.load(root, "es")

    assert str(error.value) == (
        f"{file}, line 1: no English page has this name and section; "
        "give a translation the name of its original"
    )


def test_english_pages_are_loaded_without_the_translations(
    root: Path, write_page: Write, translate: Write
) -> None:
    translate("first", title="Primera")
    write_page(slug="first", title="First")

    assert [page.metadata.title for page in library.load(root).pages.values()] == ["First"]


@pytest.fixture
def two_translations(root: Path, write_page: Write, translate: Write) -> library.Library:
    """Two pages with their translations, of which the first links to the second, itself and others."""
    links = "[a](/second/#the-ride-home) [b](/callback/) [d](#how-it-works)"
    first = translate("first", body=f"## Cómo actúa\n\n{links}")
    first.write_text(first.read_text("utf-8").replace("---\n", "---\nslug: primera\n", 1), "utf-8")
    second = translate("second", body="## El regreso a casa\n\n:::care urgent Avise\n- ya\n:::")
    second.write_text(second.read_text("utf-8").replace("---\n", "---\nslug: segunda\n", 1), "utf-8")
    write_page(slug="first", body=f"## How it works\n\n{links}")
    write_page(slug="second", body="## The ride home\n\n:::care urgent Tell us\n- now\n:::")
    return library.load(root, "es")


def test_headings_and_cards_of_a_translation_have_the_ids_of_its_original(
    two_translations: library.Library,
) -> None:
    page = two_translations.pages["second"]

    assert [(heading.id, heading.text) for heading in page.headings] == [
        ("the-ride-home", "El regreso a casa")
    ]
    assert page.card_ids == ("tell-us",)


@pytest.mark.parametrize("target", ["/es/segunda/#the-ride-home", "/es/llamada/", "#how-it-works"])
def test_links_of_a_translation_stay_in_its_language(two_translations: library.Library, target: str) -> None:
    assert f'href="{target}"' in two_translations.pages["first"].body


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("Nada.", 9, "lacks the heading or card 'one' of the English page"),
        ("## Uno\n\n## Dos", 11, "the English page has no heading or card at this place"),
    ],
)
def test_a_translation_with_other_headings_is_refused(
    root: Path, write_page: Write, translate: Write, body: str, line: int, what: str
) -> None:
    file = translate("first", body=body)
    write_page(slug="first", body="## One")

    with pytest.raises(ContentError) as error:
        library.load(root, "es")

    assert str(error.value) == f"{file}, line {line}: {what}"
