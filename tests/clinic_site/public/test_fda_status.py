"""Each drug's status with the FDA is said in one place, and pages repeat its words."""

from __future__ import annotations

import pytest
from django.test import Client

from clinic_site.clinic.models import Treatment
from clinic_site.public.clinic_pages import fda_status
from content.library import library

pytestmark = pytest.mark.django_db


def test_the_fda_status_is_that_of_the_ketamine_page() -> None:
    status = str(library().pages["ketamine"].status.fda) if "ketamine" in library().pages else ""
    known = status or next(str(page.status.fda) for page in library().pages.values() if page.status)

    assert "Not approved for PTSD" in known
    assert "not approved ketamine for PTSD" in fda_status("ketamine")


@pytest.mark.parametrize(
    ("language", "paths"), [("en", ["/", "/ketamine/"]), ("es", ["/es/", "/es/ketamina/"])]
)
def test_pages_say_the_fda_status_in_the_words_of_the_data(
    client: Client, language: str, paths: list[str]
) -> None:
    short = library(language).data.drugs["ketamine"].short

    assert all(f"<strong>{short}</strong>" in client.get(path).content.decode() for path in paths)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_drug_of_the_admin_has_an_fda_status_in_each_language(language: str) -> None:
    drugs = [value for value, _ in Treatment._meta.get_field("drug").choices if value]
    entries = library(language).data.drugs

    assert set(entries) == set(drugs)
    assert all("FDA" in entries[drug].fda and "Spravato" in entries["esketamine"].fda for drug in drugs)
    assert language == "en" or not {each.fda for each in entries.values()} & {
        each.fda for each in library("en").data.drugs.values()
    }
