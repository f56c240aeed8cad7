"""Forms of the admin say what to do, in our words and not Django's."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory

from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
DJANGOS = "This field is required."


@pytest.fixture
def manager() -> User:
    user = User.objects.create_user("manager", password="a long pass phrase of words", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=list(Role)))
    return user


def test_every_empty_field_says_what_to_do(manager: User) -> None:
    administrator = User.objects.create_superuser("administrator", password="a long pass phrase of words")
    found: dict[str, list[str]] = {}
    for user in (manager, administrator):
        request = RequestFactory().get("/admin/")
        request.user = user
        for model, its_admin in admin.site._registry.items():
            if its_admin.has_add_permission(request):
                form = its_admin.get_form(request)({})
                found[model.__name__] = [words for errors in form.errors.values() for words in errors]

    assert [name for name, errors in found.items() if DJANGOS in errors] == []
    assert {"Holiday", "FaqEntry", "MailTemplate"} <= {name for name, errors in found.items() if errors}


def test_errors_are_announced_in_our_words(manager: User) -> None:
    client = sign_in(Client(), manager)

    page = client.post("/admin/clinic/holiday/add/", {}).content.decode()
    assert "Nothing is saved yet." in page
    assert "Fill in “" in page
    assert "<title>Error: " in page
    assert "Please correct the error" not in page
