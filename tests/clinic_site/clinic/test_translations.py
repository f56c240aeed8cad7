"""The clinic's own text in Spanish; where there is none, the English text, marked as English."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from pytest_django.fixtures import Settings

from clinic_site import clinic
from clinic_site.clinic.clinic_file import ClinicFileError, load
from clinic_site.clinic.models import ClinicFacts, Fee, Notice, Person, Treatment
from clinic_site.clinic.readiness import untranslated_items
from clinic_site.clinic.translations import in_language
from clinic_site.public.clinic_pages import PAGES
from intake.models import AuditEvent
from intake.roles import Role
from tests.html import compact
from tests.second_factor import sign_in

_NAMED = {"name": "Example", "town": "Exampleton", "state": "New Jersey"}  # pages mention them
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_languages(settings: Settings) -> Iterator[None]:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    yield
    clinic.clear_cache()


@pytest.fixture
def drawn_example(example: None) -> None:
    call_command("example_clinic")


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


def _page(path: str) -> str:
    clinic.clear_cache()
    return html.unescape(Client().get(path).content.decode())


def test_a_spanish_page_shows_the_spanish_text() -> None:
    ClinicFacts.objects.create(
        **_NAMED, parking="Behind the house.", translations={"es": {"parking": "Detrás de la casa."}}
    )

    spanish, english = _page("/es/visita/"), _page("/visit/")
    assert "<p>Detrás de la casa.</p>" in spanish
    assert "Behind the house." not in spanish
    assert "<p>Behind the house.</p>" in english
    assert "Detrás de la casa." not in english


def test_a_text_without_translation_is_marked_as_english() -> None:
    ClinicFacts.objects.create(**_NAMED, parking="Behind the house.", languages="English")

    spanish = _page("/es/visita/")
    assert '<div lang="en"><p>Behind the house.</p></div>' in spanish
    assert '<span lang="en">English</span>' in spanish
    assert 'lang="en"><p>' not in _page("/visit/")


def test_text_that_is_only_in_spanish_shows_on_the_spanish_page() -> None:
    ClinicFacts.objects.create(**_NAMED, translations={"es": {"parking": "Detrás del edificio"}})

    assert "Detrás del edificio" in _page("/es/visita/")
    assert "Detrás" not in _page("/visit/")


def test_text_of_the_clinic_is_escaped_in_both_cases() -> None:
    ClinicFacts.objects.create(**_NAMED, parking="<b>left</b>", tagline="<i>x</i>")

    raw = Client().get("/es/visita/").content.decode()
    assert "<b>" not in raw
    assert "<i>" not in raw


@pytest.mark.usefixtures("drawn_example")
@pytest.mark.parametrize("name", list(PAGES))
def test_the_fictitious_clinic_is_whole_in_spanish(name: str) -> None:
    with override("es"):
        path = PAGES[name].path
    main = _page(path).split("<main")[1].split("</main>")[0]

    # Titles of sources stay as they were published.
    without_sources = re.sub(r"<ul class=\"sources\">.*?</ul>", "", compact(main))
    in_english = set(re.findall(r'lang="en">([^<]*)', without_sources))
    assert in_english <= set(clinic.current().holidays.values())  # their names come from a package


@pytest.mark.usefixtures("drawn_example")
def test_the_fictitious_clinic_agrees_with_its_file_in_both_languages() -> None:
    assert _differences() == ["The clinic file and the admin agree."]


@pytest.mark.usefixtures("drawn_example")
def test_a_changed_translation_is_printed() -> None:
    fee = Fee.objects.get(item="First visit")
    fee.translations["es"]["item"] = "Visita inicial"
    fee.save()

    assert _differences() == [
        "fees.First visit.translations.es.item: 'Primera visita' in the file, 'Visita inicial' in the admin"
    ]


@pytest.mark.usefixtures("drawn_example")
def test_a_notice_is_in_spanish_and_the_page_says_which_language_binds() -> None:
    known = in_language(clinic.current(), "es")

    with override("es"):
        links = render_to_string("components/legal_notice_links.html", {"notices": known.notices})
        text = render_to_string("components/legal_notice.html", {"notice": known.notices[0]})
    assert 'class="binding"' in links
    assert "aviso de prácticas de privacidad" in text
    assert 'lang="en"' not in text
    assert 'class="binding"' in _page("/notices/")


def test_a_text_that_is_not_translated_has_no_place_in_the_file(tmp_path: object) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text('[clinic]\nname = "A"\ntime_zone = "UTC"\n[clinic.translations.es]\nfax = "1"\n')

    with pytest.raises(ClinicFileError, match="'fax' isn't translated"):
        load(file)


def test_a_manager_enters_spanish_text_in_a_fold(manager: Client) -> None:
    person = Person.objects.create(name="Sam", role="Nurse", published=True)
    address = f"/admin/clinic/person/{person.pk}/change/"
    assert "Text in Español" in manager.get(address).content.decode()

    typed = {"name": "Sam", "role": "Nurse", "order": "100", "published": "on", "role_es": "Enfermería"}
    assert manager.post(address, typed).status_code == 302

    person.refresh_from_db()
    assert person.translations == {"es": {"role": "Enfermería"}}
    assert AuditEvent.objects.get(kind="settings").detail["fields"] == ["role_es"]
    assert 'value="Enfermería"' in manager.get(address).content.decode()


def test_saving_keeps_text_in_a_language_that_the_site_does_not_have_now(manager: Client) -> None:
    person = Person.objects.create(name="Sam", role="Nurse", translations={"ht": {"role": "Enfimyè"}})

    typed = {"name": "Sam", "role": "Nurse", "order": "100", "published": "on", "role_es": "Enfermería"}
    manager.post(f"/admin/clinic/person/{person.pk}/change/", typed)

    person.refresh_from_db()
    assert person.translations == {"ht": {"role": "Enfimyè"}, "es": {"role": "Enfermería"}}


def test_a_new_version_of_a_notice_begins_with_both_texts(manager: Client) -> None:
    Notice(kind="privacy", text="The first.", translations={"es": {"text": "El primero."}}).save()

    page = manager.get("/admin/clinic/notice/add/?kind=privacy")
    assert "El primero." in page.content.decode()
    typed = {"as_opened": page.context["adminform"].form["as_opened"].value(), "kind": "privacy", "text": "2"}

    manager.post("/admin/clinic/notice/add/", typed | {"text_es": "[here](https://nj.gov@evil.test/)"})
    assert Notice.objects.count() == 1

    manager.post("/admin/clinic/notice/add/", typed | {"text_es": "El segundo."})
    saved = Notice.objects.get(version=2)
    assert saved.translations == {"es": {"text": "El segundo."}}
    page = manager.get(f"/admin/clinic/notice/{saved.pk}/change/").content.decode()
    assert "El segundo." in page


def test_missing_spanish_text_is_counted_as_optional(manager: Client) -> None:
    ClinicFacts.objects.create(**_NAMED, parking="Behind.", translations={"es": {"parking": "Detrás."}})
    Treatment.objects.create(name="Yoga", summary="Gentle.", published=True)
    clinic.clear_cache()

    done, total, models = untranslated_items(clinic.current(), "es")
    assert (done, total, models) == (1, 3, ["treatment"])
    page = html.unescape(manager.get("/admin/clinic/ready/").content.decode())
    assert "1 of 3 texts" in page
    assert page.index("Needed before you open") < page.index("Español")


def test_a_price_that_was_replaced_is_on_no_page_whichever_of_the_two_is_translated() -> None:
    ClinicFacts.objects.create(**_NAMED)
    old, new = dt.date(2020, 1, 1), dt.date(2021, 1, 1)
    spanish = {"es": {"item": "Primera visita"}}
    Fee.objects.create(item="First visit", price="$300", valid_from=old, published=True, translations=spanish)
    Fee.objects.create(item="First Visit ", price="$350", valid_from=new, published=True)

    for page in (_page("/es/costos/"), _page("/costs/")):
        assert "$350" in page
        assert "$300" not in page


def _differences() -> list[str]:
    written = StringIO()
    call_command("clinic_differences", stdout=written)
    return written.getvalue().splitlines()
