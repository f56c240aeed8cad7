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

    def write(slug: str, folder: str = "care", **metadata: str) -> Path:
        english = write_page(slug=slug, folder=folder, **metadata)
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
