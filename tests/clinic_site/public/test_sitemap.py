"""sitemap.xml lists every public page with URLs from SITE_URL, and robots.txt excludes private ones."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from clinic_site.core.languages import codes
from clinic_site.public.pages import listed
from content.library import in_all_languages, library
from intake.models import FaqEntry
from intake.services import faq

_OTHERS = [
    *("/visit/", "/team/", "/treatments/", "/costs/", "/first-visit/", "/for-clinicians/"),
    "/visits-and-costs/",
    *("/faq/", "/callback/", "/consultation/", "/consultation/is-this-for-me/", "/request/"),
    *("/self-check/", "/questions-to-ask/"),
    *("/es/visita/", "/es/equipo/", "/es/tratamientos/", "/es/costos/", "/es/primera-visita/"),
    *("/es/para-profesionales/", "/es/visitas-y-costos/", "/es/preguntas/", "/es/llamada/"),
    *("/es/consulta/", "/es/consulta/es-para-mi/", "/es/solicitud/", "/es/autoevaluacion/"),
    "/es/que-preguntar/",
]
PUBLIC = [*(page.path for page in in_all_languages()), *_OTHERS]
for code in set(codes()) - {"en", "es"}:  # a language that was added
    with override(code):
        PUBLIC += [page.path for page in listed() if page.page is None]
pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client: Client, host: str = "testserver") -> list[str]:
    response = client.get("/sitemap.xml", headers={"host": host})
    return [
        str(element.text) for element in ElementTree.fromstring(response.content).findall(".//s:loc", NAMES)
    ]


def test_the_sitemap_lists_every_public_page_once(client: Client) -> None:
    assert sorted(locations(client)) == sorted(f"http://testserver{path}" for path in PUBLIC)


def test_search_engines_may_list_every_page_of_the_sitemap(client: Client) -> None:
    hidden = [
        path for path in PUBLIC if "noindex" in client.get(path).content.decode().partition("</head>")[0]
    ]

    assert hidden == []


def test_the_sitemap_uses_site_url_regardless_of_the_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]
    settings.SITE_URL = "https://www.clinic.test"

    found = locations(client, host="mirror.test")

    assert sorted(found) == sorted(f"https://www.clinic.test{path}" for path in PUBLIC)


def test_the_sitemap_is_xml(client: Client) -> None:
    response = client.get("/sitemap.xml")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")


def test_a_page_has_the_date_of_its_last_check(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    days = {
        entry.findtext("s:loc", namespaces=NAMES): entry.findtext("s:lastmod", namespaces=NAMES)
        for entry in tree
    }

    page = library().pages["crisis"]
    assert days["http://testserver/crisis/"] == str(page.metadata.reviewed or page.metadata.sources_checked)


def dated(client: Client) -> dict[str, str | None]:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        str(entry.findtext("s:loc", namespaces=NAMES)): entry.findtext("s:lastmod", namespaces=NAMES)
        for entry in tree
    }


def test_the_faq_has_the_date_of_its_last_edit(client: Client) -> None:
    FaqEntry.objects.create(slug="a", question="?", answer="a", topic="t", published=True)
    FaqEntry.objects.create(slug="b", question="?", answer="a", topic="t", published=False)
    FaqEntry.objects.filter(slug="a").update(updated_at=dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC))

    assert dated(client)["http://testserver/faq/"] == "2026-05-06"


def test_without_a_database_the_sitemap_still_lists_every_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError

    monkeypatch.setattr(faq, "last_change", fail)

    assert sorted(dated(client)) == sorted(f"http://testserver{path}" for path in PUBLIC)


def test_every_library_page_has_a_date(client: Client) -> None:
    days = dated(client)

    assert [page.path for page in library().pages.values() if not days[f"http://testserver{page.path}"]] == []


def test_robots_txt_excludes_receipts_and_the_staff_side(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /callback/received/", "Disallow: /request/*/"} <= set(lines)
    assert {"Disallow: /es/llamada/recibida/", "Disallow: /es/solicitud/*/"} <= set(lines)


def test_robots_txt_excludes_no_public_page(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    disallowed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]

    assert [path for path in PUBLIC for start in disallowed if path.startswith(start)] == []


def test_robots_txt_links_to_the_sitemap_regardless_of_the_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["mirror.test"]

    response = client.get("/robots.txt", headers={"host": "mirror.test"})

    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode().splitlines()


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt"])
def test_post_is_not_allowed(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
