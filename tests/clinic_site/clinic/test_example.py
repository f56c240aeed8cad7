"""The fictitious clinic fills in every fact, plainly made up."""

from __future__ import annotations

import datetime as dt
import html
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, Fee, Notice, Picture
from clinic_site.clinic.readiness import missing
from clinic_site.public.clinic_pages import PAGES

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_at_the_fictitious_clinic(example: None) -> None:
    call_command("example_clinic")

    assert [str(item.label) for item in missing(clinic.current())] == []


def test_every_page_of_it_shows_facts_alone(example: None) -> None:
    call_command("example_clinic")

    for page in PAGES.values():
        text = html.unescape(Client().get(f"/{page.route}").content.decode())
        assert "Ask us when we call." not in text
        assert "fictitious" in text


def test_its_portraits_are_drawn_once(example: None) -> None:
    call_command("example_clinic")
    call_command("example_clinic")

    assert sorted(Picture.objects.values_list("kind", flat=True)) == ["map", *["portrait"] * 3, "room"]
    assert all(person.portrait for person in clinic.current().people)


def test_no_other_clinic_gets_drawn_pictures() -> None:
    with pytest.raises(CommandError, match="only for the fictitious clinic"):
        call_command("example_clinic")


def _differences() -> str:
    written = StringIO()
    call_command("clinic_differences", stdout=written)
    return written.getvalue()


def test_loaded_facts_do_not_differ_from_the_file(example: None) -> None:
    assert _differences() == "The clinic file and the admin agree.\n"


def test_line_endings_from_a_form_are_not_a_difference(example: None) -> None:
    facts = ClinicFacts.objects.get()
    ClinicFacts.objects.update(bring=facts.bring.replace("\n", "\r\n"))

    assert _differences() == "The clinic file and the admin agree.\n"


def test_changes_in_the_admin_are_printed(example: None) -> None:
    ClinicFacts.objects.update(phone="732 555 0199")
    clinic.models.Person.objects.filter(name="Jo Sample").update(published=False)

    lines = _differences().splitlines()

    assert lines[0] == "clinic.phone: '732 555 0100' in the file, '732 555 0199' in the admin"
    assert lines[1] == "people.Jo Sample: 'Jo Sample' in the file, '' in the admin"
    assert len(lines) == 2


def test_each_of_two_prices_of_the_same_item_is_compared(example: None) -> None:
    item = "First visit"
    following = {"item": item, "valid_from": dt.date(2027, 1, 1), "published": True}
    Fee.objects.create(price="$320", **following)
    Fee.objects.create(price="$330", **following)
    Fee.objects.filter(item=item, valid_from=dt.date(2026, 1, 1)).update(price="$310")

    assert _differences().splitlines() == [
        "fees.First visit from 2026-01-01.price: '$300' in the file, '$310' in the admin",
        *(
            f"fees.{name}: '' in the file, '{name}' in the admin"
            for name in ("First visit from 2027-01-01", "First visit from 2027-01-01 (2)")
        ),
    ]


def test_new_version_of_a_notice_replaces_the_one_before(example: None) -> None:
    Notice(kind="privacy", text="The second version.").save()
    clinic.clear_cache()

    [notice] = [each for each in clinic.current().notices if each.kind == "privacy"]
    assert (notice.version, notice.text) == (2, "The second version.")
    assert Notice.objects.filter(kind="privacy").count() == 2


def test_saved_version_of_a_notice_never_changes(example: None) -> None:
    notice = Notice.objects.first()

    with pytest.raises(TypeError, match="never changes"):
        notice.save()
