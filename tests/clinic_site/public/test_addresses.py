"""Each language has its own words in addresses, and each page leads to itself in the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.translation import override

from clinic_site.public.pages import URLS, public_pages
from intake.forms.consultation import STEPS

pytestmark = pytest.mark.django_db
# Words of addresses that are the same in Spanish.
_SPANISH_TOO = {"crisis", "va", "relevance", "recovery"}
_LANGUAGE_LINK = re.compile(r'<a class="language-link" href="([^"]+)"')
_CODE = "Ab_c-9"
_QUESTION = "a-question"


def _path(key: str, language: str) -> str:
    with override(language):
        return public_pages()[key].path


def _words(path: str) -> set[str]:
    return set(re.split(r"[/.-]", path)) - {""}


def _names(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each view in a resolver, with a value for each part of its address that varies."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name not in {None, "page", "picture"}:
            values = {"slug": _QUESTION, "code": _CODE, "typed": _CODE}
            yield f"{space}{entry.name}", {name: values[name] for name in entry.pattern.converters}


def _views() -> list[tuple[str, dict[str, str]]]:
    found = [(name, given) for name, given in _names(get_resolver(URLS)) if "step" not in name]
    found = [(name, given) for name, given in found if name != "intake:late"]
    for step in STEPS:
        found += [("intake:step", {"slug": step.slug}), ("intake:step_again", {"slug": step.slug})]
        with_code = {"slug": step.slug, "typed": _CODE}
        found += [("intake:late", with_code), ("intake:step_not_kept", with_code)]
    return found


@pytest.mark.parametrize("key", public_pages())
def test_a_spanish_page_has_no_english_word_in_its_address(key: str) -> None:
    spanish = _path(key, "es")

    assert _words(spanish) & _words(_path(key, "en")) <= _SPANISH_TOO
    assert re.fullmatch(r"/es/(?:[a-z0-9-]+/)*", spanish)


def test_forms_and_answers_have_no_english_word_in_their_spanish_addresses() -> None:
    shared = {}
    for name, given in _views():
        english = reverse(name, kwargs=given, urlconf=URLS)
        with override("es"):
            spanish = reverse(name, kwargs=given, urlconf=URLS)
        if spanish != english:  # files such as robots.txt are the same in all languages
            shared[name] = _words(spanish) & _words(english) - {
                "xml",
                "gif",
                *_words(_CODE),
                *_words(_QUESTION),
            }

    assert {name: words for name, words in shared.items() if words} == {}


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_address_leads_to_its_own_page(language: str) -> None:
    with override(language):
        found = [resolve(reverse(name, kwargs=given, urlconf=URLS), urlconf=URLS) for name, given in _views()]

    asked = [(name, given) for name, given in _views()]
    assert [
        (match.view_name, {key: match.kwargs[key] for key in given})
        for match, (_, given) in zip(found, asked, strict=True)
    ] == asked


def test_the_language_link_of_the_search_which_is_not_listed_leads_there_and_back(client: Client) -> None:
    for here, there in (("en", "es"), ("es", "en")):
        html = client.get(_path("search", here)).content.decode()
        assert _LANGUAGE_LINK.findall(html) == [_path("search", there)]


@pytest.mark.parametrize(
    ("typed", "path"),
    [("/es/callback/", "/es/llamada/"), ("/es/Costs", "/es/costos/"), ("/es/request/", "/es/solicitud/")],
)
def test_the_english_words_below_a_prefix_lead_to_the_translated_address(
    client: Client, typed: str, path: str
) -> None:
    response = client.get(typed)

    assert (response.status_code, response.headers["Location"]) == (301, path)


def test_a_form_posted_to_the_english_words_goes_on_with_what_was_typed(client: Client) -> None:
    response = client.post("/es/callback/", {"name": "Ana"})

    assert (response.status_code, response.headers["Location"]) == (308, "/es/llamada/")


def test_an_unknown_address_with_a_code_is_not_compared_with_others(client: Client) -> None:
    html = client.get(f"/es/solicitud/{_CODE}/nada/").content.decode()

    assert '<a href="/es/solicitud/">' in html.partition('id="meant"')[2]
