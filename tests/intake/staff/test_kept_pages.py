"""What is typed into a search, an export, an invitation or an account survives the end of the session."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clinic_site.accounts.sessions import IDLE
from intake.roles import Role
from tests.second_factor import sign_in

pytestmark = pytest.mark.django_db
INVITE, EXPORT = "/admin/auth/user/invite/", "/admin/intake/submission/export/"
QUEUE, SEARCH = "/admin/intake/submission/", "/admin/intake/submission/search/?back=tab%3Dnew"
SAID = "What you typed before is here again."
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def boss(person: Callable[..., AbstractBaseUser]) -> AbstractBaseUser:
    cache.clear()
    user = person("boss", Role.MANAGER)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    user.refresh_from_db()
    return user


def _again(client: Client, user: AbstractBaseUser, path: str, typed: dict[str, object]) -> str:
    """Post a form after the session ended; return the page to which signing in leads."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user)
        clock.shift(IDLE)
        answer = client.post(path, typed, headers=SAME)
    assert answer["Location"].startswith("/staff/login/?ended=idle&next=")
    back = client.get(answer["Location"]).context["redirect_field_value"]
    return html.unescape(sign_in(client, user).get(back).content.decode())


def test_invitation_is_there_after_signing_in(client: Client, boss: AbstractBaseUser) -> None:
    role = Group.objects.get(name=Role.FRONT_DESK)
    page = _again(client, boss, INVITE, {"username": "ana", "email": "ana@", "groups": [role.pk]})

    assert SAID in page
    assert 'value="ana"' in page
    assert 'value="ana@"' in page
    assert 'name="_ended" data-unsaved' in page
    assert SAID not in client.get(INVITE).content.decode()
    assert not User.objects.filter(username="ana").exists()


def test_account_is_there_after_signing_in(
    client: Client, boss: AbstractBaseUser, person: Callable[..., AbstractBaseUser]
) -> None:
    path = f"/admin/auth/user/{person('kim', Role.FRONT_DESK).pk}/change/"
    page = _again(client, boss, path, {"username": "kim", "first_name": "Kim-Lee"})

    assert SAID in page
    assert 'value="Kim-Lee"' in page
    assert not User.objects.filter(first_name="Kim-Lee").exists()


def test_password_of_a_new_account_is_never_kept(client: Client, boss: AbstractBaseUser) -> None:
    page = _again(client, boss, "/admin/auth/user/add/", {"username": "ana", "password1": "a secret"})

    assert "ana" not in page
    assert "a secret" not in page
    assert 'name="_ended"' not in sign_in(client, boss).get("/admin/auth/user/add/").content.decode()


def test_export_is_there_after_signing_in(client: Client, boss: AbstractBaseUser) -> None:
    page = _again(client, boss, EXPORT, {"format": "fhir", "since": "2026-11-02", "purpose": "For the audit"})

    assert SAID in page
    assert 'value="2026-11-02"' in page


def test_search_is_in_its_box_after_signing_in(client: Client, boss: AbstractBaseUser) -> None:
    page = _again(client, boss, SEARCH, {"q": "Ana O’Brien"})

    assert 'name="q" value="Ana O’Brien"' in page


@pytest.mark.parametrize(("path", "name"), [(INVITE, "username"), (EXPORT, "since"), (SEARCH, "q")])
def test_page_that_notices_the_end_only_keeps_the_text(
    client: Client, boss: AbstractBaseUser, path: str, name: str
) -> None:
    sign_in(client, boss)
    answer = client.post(path, {name: "2026-11-02", "_ended": "1"}, headers=SAME)

    assert 'value="2026-11-02"' in client.get(answer["Location"]).content.decode()


def test_each_page_has_the_field_with_which_it_says_that_the_time_is_over(
    client: Client, boss: AbstractBaseUser
) -> None:
    sign_in(client, boss)
    for path in (INVITE, EXPORT, QUEUE, f"/admin/auth/user/{boss.pk}/change/"):
        assert 'name="_ended">' in client.get(path).content.decode(), path


def test_script_learns_where_the_text_is_and_does_not_prolong_the_session(
    client: Client, boss: AbstractBaseUser
) -> None:
    asked = {**SAME, "accept": "application/json"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, boss)
        clock.shift(IDLE - 75)
        for path in (INVITE, EXPORT, SEARCH, "/admin/intake/submission/key-in/"):
            answer = client.post(path, {"since": "2026-11-02", "q": "Ana", "_ended": "1"}, headers=asked)
            assert answer.json()["back"].startswith(path.partition("search")[0]), path
        clock.shift(75)
        assert client.get(INVITE)["Location"].startswith("/staff/login/?ended=idle")


def test_what_was_saved_after_all_is_not_shown_again(client: Client, boss: AbstractBaseUser) -> None:
    sign_in(client, boss)
    client.post(INVITE, {"username": "ana", "_ended": "1"}, headers=SAME)
    client.post(INVITE, {"username": "ana"})

    assert SAID not in client.get(INVITE).content.decode()
