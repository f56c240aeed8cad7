"""What all pages share, such as the header's hours, is not replaced by what a view calls the same."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.test.client import RequestFactory
from django.utils.translation import override

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, OpeningHours
from clinic_site.core.languages import language_of_path
from clinic_site.public.context import site

OTHERS = ["/search/?q=sleep", "/request/", "/consultation/is-this-for-me/", "/no-such-page/", "/es/costos/"]


@pytest.mark.django_db
def test_no_view_replaces_what_all_pages_share(client: Client) -> None:
    ClinicFacts(name="Cedar Hollow", town="Freehold", state="New Jersey", phone="732 555 0100").save()
    OpeningHours(monday="9:00-17:00").save()
    clinic.clear_cache()
    listed = re.findall(r"<loc>[^<]*?//[^/<]*(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    english = [path for path in listed if not path.startswith("/es/")]

    replaced = {}
    for path in [*english, *OTHERS]:
        shown = client.get(path).context
        if shown is None:
            continue
        with override(language_of_path(path)):
            shared = site(RequestFactory().get(path))
        replaced[path] = {name for name, value in shared.items() if shown[name] != value}

    assert {path: names for path, names in replaced.items() if names} == {}
    assert len(replaced) > 20
