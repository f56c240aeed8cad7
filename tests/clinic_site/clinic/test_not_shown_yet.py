"""After saving something that readers don't see yet, the admin says so and how to show it."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site.clinic.models import Person, Picture
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
ADD = "/admin/clinic/person/add/"
SAID = "“Ana” isn’t on the public site yet."


@pytest.fixture
def manager(client: Client, person: Callable[..., AbstractBaseUser]) -> Client:
    return sign_in(client, person("boss", Role.MANAGER))


def _save(client: Client, path: str, **typed: object) -> str:
    answer = client.post(path, {"name": "Ana", "order": "100"} | typed, follow=True)
    return html.unescape(answer.content.decode())


def test_person_who_isnt_published_is_named(manager: Client) -> None:
    assert SAID in _save(manager, ADD)

    path = f"/admin/clinic/person/{Person.objects.get().pk}/change/"
    assert SAID in _save(manager, path, role="Nurse")
    assert SAID not in _save(manager, path, role="Nurse", published="on")
    assert SAID not in _save(manager, path, role="Nurse")  # taken off the site on purpose


def test_portrait_that_isnt_published_is_named(manager: Client) -> None:
    face = Picture.objects.create(kind="portrait", alt="A face", digest="0", width=1, height=1)
    said = "“A face” isn’t shown yet."

    assert said in _save(manager, ADD, portrait=face.pk, published="on")

    face.published = True
    face.save()
    assert said not in _save(manager, ADD, portrait=face.pk, published="on")
