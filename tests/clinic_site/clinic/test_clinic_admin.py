"""The pages of the admin on which managers edit the facts about the clinic."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site import clinic
from clinic_site.clinic.models import ClinicFacts, Person, Picture
from intake.roles import Role
from tests.html import compact
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


@pytest.mark.parametrize(("model", "adds_more"), [("openinghours", 0), ("clinicfacts", 0), ("fee", 1)])
def test_page_of_the_only_row_offers_no_second_one(manager: Client, model: str, adds_more: int) -> None:
    page = manager.get(f"/admin/clinic/{model}/add/").content.decode()

    assert 'name="_save"' in page
    assert page.count('name="_addanother"') == adds_more


@pytest.mark.parametrize(
    ("model", "is_plain"),
    [("clinicfacts", 1), ("person", 1), ("treatment", 1), ("fee", 1), ("plan", 1), ("notice", 0)],
)
def test_page_says_once_that_its_texts_are_plain(manager: Client, model: str, is_plain: int) -> None:
    page = manager.get(f"/admin/clinic/{model}/add/").content.decode()

    assert page.count("Markdown and HTML have no effect") == is_plain


@pytest.mark.parametrize("path", ["", "person/", "person/add/", "ready/"])
def test_only_accounts_are_called_people(
    client: Client, person: Callable[..., AbstractBaseUser], path: str
) -> None:
    ClinicFacts.objects.create(name="Example", town="Freehold", state="New Jersey")
    administrator = sign_in(client, person("root", Role.MANAGER, is_superuser=True))

    shown = administrator.get(f"/admin/clinic/{path}").content.decode()

    assert re.findall("[Tt]eam members?", shown)
    assert re.findall(r"<a[^>]*>(?:People|Add person)</a>", shown) == [
        '<a href="/admin/auth/user/">People</a>'
    ]


def test_list_that_was_pasted_has_no_marks_of_its_own(client: Client) -> None:
    bring = "- Photo ID\r\n* Your medicines\r\n•A friend\r\n – Co-pay\r\n-\r\n\r\n*All* of your questions\r\n"
    ClinicFacts.objects.create(name="Example", town="Freehold", state="New Jersey", bring=bring)
    clinic.clear_cache()

    page = client.get("/first-visit/").content.decode()

    items = ["Photo ID", "Your medicines", "A friend", "Co-pay", "*All* of your questions"]
    assert "".join(f"<li>{item}</li>" for item in items) in compact(page)


@pytest.mark.parametrize(
    ("model", "field", "kind"), [("person", "portrait", "portrait"), ("clinicfacts", "map_picture", "map")]
)
def test_only_pictures_of_the_kind_are_proposed(manager: Client, model: str, field: str, kind: str) -> None:
    pictures = {
        name: Picture.objects.create(kind=name, alt=name, digest="0", width=1, height=1)
        for name in ("portrait", "room", "map")
    }
    page = manager.get(f"/admin/clinic/{model}/add/")
    form = page.context["adminform"].form
    add = re.search(f'id="add_id_{field}"[^>]*href="([^"]+)"', page.content.decode())
    new = manager.get(html.unescape(add[1])).context["adminform"].form
    assert new["kind"].value() == kind, "a picture that is added from here"
    assert list(form.fields[field].queryset) == [pictures[kind]]

    page = manager.post(f"/admin/clinic/{model}/add/", {field: pictures["room"].pk}).content.decode()
    assert f"Choose a picture of the kind “{kind.capitalize()}”." in page


def test_picture_of_another_kind_that_was_chosen_before_stays(manager: Client) -> None:
    room = Picture.objects.create(kind="room", alt="A room", digest="0", width=1, height=1)
    someone = Person.objects.create(name="Sam", portrait=room)

    typed = {"name": "Samira", "order": "100", "portrait": room.pk}
    manager.post(f"/admin/clinic/person/{someone.pk}/change/", typed)

    someone.refresh_from_db()
    assert (someone.name, someone.portrait) == ("Samira", room)
