"""The path alone decides the language of a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

import content.urls
import content.views
from clinic_site.core import languages
from content.library import library

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_languages(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


def test_a_language_is_a_folder_of_pages_named_in_itself(tmp_path: Path) -> None:
    for code in ("es", "en", "pt"):
        (tmp_path / code).mkdir()

    assert languages.with_pages(tmp_path) == [("en", "English"), ("es", "Español"), ("pt", "Português")]


@pytest.mark.usefixtures("two_languages")
@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en"),
        ("/crisis/", "en"),
        ("/es/", "es"),
        ("/es/crisis/", "es"),
        ("/essay/", "en"),
    ],
)
def test_the_first_part_of_a_path_is_its_language(path: str, language: str) -> None:
    assert languages.language_of_path(path) == language


@pytest.mark.usefixtures("two_languages")
@pytest.mark.parametrize(
    ("path", "translated"),
    [("/", "/es/"), ("/callback/", "/es/llamada/"), ("/nothing-here/", "/es/nada-aqui/")],
)
def test_each_page_is_answered_in_the_language_of_its_address(
    client: Client, path: str, translated: str
) -> None:
    spanish, english = client.get(translated), client.get(path)

    assert spanish.status_code == english.status_code
    assert '<html lang="es"' in spanish.content.decode()
    assert '<html lang="en"' in english.content.decode()


@pytest.mark.usefixtures("two_languages")
def test_the_languages_that_a_browser_prefers_do_not_matter(client: Client) -> None:
    response = client.get("/visit/", headers={"accept-language": "es"})

    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_a_page_that_is_not_translated_leads_to_the_english_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    spanish = library("es")
    page = spanish.pages["crisis"]
    others = {slug: each for slug, each in spanish.pages.items() if slug != "crisis"}
    libraries = {"es": replace(spanish, pages=others), "en": library("en")}
    monkeypatch.setattr(content.views, "library", lambda language="es": libraries[language])

    html = client.get(page.path).content.decode()

    assert '<a href="/crisis/" lang="en" hreflang="en">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_english_address_below_a_prefix_leads_to_the_translated_page(client: Client) -> None:
    page = next(page for page in library("es").pages.values() if page.slug != page.route.strip("/"))

    response = client.get(f"/es/{page.slug}/")

    assert (response.status_code, response.headers["Location"]) == (301, page.path)


def test_the_address_of_a_translated_page_is_known_before_it_is_rendered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(content.library._latest, "es", raising=False)

    with translation.override("es"):
        assert content.urls._current_route("what-is-ptsd") == "que-es-el-tept/"

    assert "es" not in content.library._latest


def test_a_site_with_one_language_has_no_language_link_and_no_other_addresses(
    client: Client, settings: Settings
) -> None:
    settings.LANGUAGES = [("en", "English")]

    assert "hreflang" not in client.get("/visit/").content.decode()
    assert client.get("/es/visita/").status_code == 404


@pytest.mark.parametrize("reviewer", [None, "Ana Ruiz"])
def test_a_translation_says_so_until_a_translator_has_reviewed_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, reviewer: str | None
) -> None:
    pages = dict(library("es").pages)
    known, site = content.library._latest["es"]
    metadata = pages["home"].metadata.model_copy(update={"translation_reviewed_by": reviewer})
    pages["home"] = replace(pages["home"], metadata=metadata)
    monkeypatch.setitem(content.library._latest, "es", (known, replace(site, pages=pages)))

    assert ("Un traductor profesional todavía no" in client.get("/es/").content.decode()) is (
        reviewer is None
    )


@pytest.mark.parametrize(("path", "says_so"), [("/es/llamada/", True), ("/callback/", False)])
def test_forms_in_spanish_say_that_they_are_translated(client: Client, path: str, says_so: bool) -> None:
    assert ("Un traductor profesional todavía no" in client.get(path).content.decode()) is says_so


@pytest.fixture
def three_languages(settings: Settings, tmp_path: Path) -> None:
    for code in ("en", "es", "pt"):
        (tmp_path / code).mkdir()
    settings.LANGUAGES = languages.with_pages(tmp_path)


@pytest.mark.usefixtures("three_languages")
@pytest.mark.parametrize("path", ["/", "/crisis/", "/callback/", "/questions-to-ask/"])
def test_a_third_language_begins_with_its_folder(client: Client, path: str) -> None:
    response = client.get(f"/pt{path}")
    html = response.content.decode()

    assert response.status_code == 200
    assert '<html lang="pt"' in html
    assert f'href="{path}" lang="en"' in html
    assert 'lang="es"' in html
    assert 'lang="pt" hreflang="pt">Português</a>' in client.get(path).content.decode()
