"""A colleague is renamed, changes roles or leaves: nobody is locked out, and nothing stays behind."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clinic_site.accounts import admin as accounts
from clinic_site.accounts.models import Invitation
from clinic_site.accounts.second_factor import has_factor
from clinic_site.clinic.models import StaffAddress
from intake.enums import Cause, Status
from intake.models import StatusChange, Submission
from intake.roles import Role
from intake.services.triage.claiming import claim
from tests.conftest import PASSWORD
from tests.intake.workbench import MONDAY, request_of, set_status
from tests.second_factor import give_app, sign_in, totp_code

pytestmark = pytest.mark.django_db
Person = Callable[..., AbstractBaseUser]


def _save(client: Client, user: AbstractBaseUser, **changes: object) -> HttpResponse:
    given = {
        "username": user.get_username(),
        "email": user.email,
        "is_active": "on" if user.is_active else "",
        "is_superuser": "on" if user.is_superuser else "",
        "groups": [role.pk for role in user.groups.all()],
    }
    typed = {name: value for name, value in (given | changes).items() if value}
    return client.post(f"/admin/auth/user/{user.pk}/change/", typed, follow=True)


@pytest.mark.parametrize("change", [{"is_active": ""}, {"is_superuser": ""}])
def test_only_administrator_stays_one(
    client: Client, administrator: AbstractBaseUser, person: Person, change: dict[str, str]
) -> None:
    person("left", is_superuser=True, is_active=False)
    User.objects.create_superuser("invited")  # has no password yet

    page = _save(client, administrator, **change)

    assert "This is the only administrator." in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_superuser


def test_administrator_may_leave_when_there_is_another(
    client: Client, administrator: AbstractBaseUser, person: Person
) -> None:
    person("successor", is_superuser=True)

    _save(client, administrator, is_superuser="")

    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_account_without_an_administrators_rights_can_be_made_inactive(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    _save(client, clerk, is_active="")

    clerk.refresh_from_db()
    assert not clerk.is_active


def test_name_of_another_account_is_taken_in_any_case(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser, person: Person
) -> None:
    nina = person("nina")

    assert "This username is taken." in _save(client, nina, username="Clerk").content.decode()
    assert _save(client, clerk, username="Clerk").status_code == 200
    assert [*User.objects.filter(username__iexact="clerk").values_list("username", flat=True)] == ["Clerk"]


@pytest.mark.parametrize("change", [{"is_active": ""}, {"groups": []}])
def test_requests_of_a_person_who_leaves_the_queue_are_unassigned(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser, change: dict[str, object]
) -> None:
    claimed, reached, closed = (request_of(name) for name in ("Sam", "Kim", "Ada"))
    for each in (claimed, reached, closed):
        claim(each, actor=clerk, now=MONDAY)
    set_status(reached, Status.REACHED)
    set_status(closed, Status.SCHEDULED)

    page = _save(client, clerk, **change).content.decode()

    assert "2 open requests of clerk are unassigned" in page
    found = {row.pk: (row.status, row.claimed_by) for row in Submission.objects.all()}
    assert found[claimed.pk] == (Status.NEW, None)
    assert found[reached.pk] == (Status.REACHED, None)
    assert found[closed.pk] == (Status.SCHEDULED, clerk)
    released = StatusChange.objects.filter(cause=Cause.RELEASED)
    assert {each.actor for each in released} == {administrator}


def test_requests_of_a_person_with_another_role_for_the_queue_stay(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    request = request_of("Sam")
    claim(request, actor=clerk, now=MONDAY)

    _save(client, clerk, groups=[Group.objects.get(name=Role.CLINICIAN).pk])

    request.refresh_from_db()
    assert request.claimed_by == clerk


def test_administrator_learns_that_a_person_who_left_still_gets_mail(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    User.objects.filter(pk=clerk.pk).update(email="Ana@clinic.test")
    clerk.refresh_from_db()
    address = StaffAddress.objects.create(email="ana@clinic.test")
    StaffAddress.objects.create(email="desk@clinic.test")
    said = "Ana@clinic.test still gets mail about new requests."

    assert said in _save(client, clerk, is_active="").content.decode()

    address.in_use = False
    address.save()
    assert said not in _save(client, clerk, is_active="").content.decode()


def test_only_administrator_is_advised_to_have_another(
    client: Client, administrator: AbstractBaseUser, person: Person
) -> None:
    advice = "You’re the only administrator."
    assert advice in client.get("/admin/auth/user/").content.decode()

    person("successor", is_superuser=True)
    assert advice not in client.get("/admin/auth/user/").content.decode()


def test_administrator_learns_that_no_one_is_a_manager_yet(
    client: Client, administrator: AbstractBaseUser, person: Person
) -> None:
    said = "No one is a manager yet."
    assert said in client.get("/admin/", follow=True).content.decode()

    person("boss", Role.MANAGER)
    assert said not in client.get("/admin/", follow=True).content.decode()


def _wait_eleven_minutes(client: Client) -> None:
    """Make the second factor of a session as old as it is after eleven minutes."""
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 11 * 60
    session.save()


def test_account_of_a_colleague_opens_only_after_a_fresh_second_factor(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    give_app(clerk)
    _wait_eleven_minutes(client)
    password, people = f"/admin/auth/user/{clerk.pk}/password/", "/admin/auth/user/"
    typed = {"password1": "seven quiet herons by the mill", "password2": "seven quiet herons by the mill"}
    before = clerk.password

    for answer in (client.get(password), client.post(password, typed)):
        assert answer["Location"].startswith("/staff/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2F")
    answer = client.post(people, {"action": "remove_second_factors", "_selected_action": [clerk.pk]})
    assert answer["Location"].startswith("/staff/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2F")

    clerk.refresh_from_db()
    assert clerk.password == before
    assert has_factor(clerk)
    assert "typed_before_second_factor" not in client.session


def test_account_is_added_only_after_a_fresh_second_factor(
    client: Client, administrator: AbstractBaseUser
) -> None:
    _wait_eleven_minutes(client)
    words = "seven quiet herons by the mill"
    typed = {"username": "kim", "usable_password": "true", "password1": words, "password2": words}

    for answer in (client.get("/admin/auth/user/add/"), client.post("/admin/auth/user/add/", typed)):
        assert answer["Location"] == "/staff/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"

    assert not User.objects.filter(username="kim").exists()
    assert "typed_before_second_factor" not in client.session  # it would contain the password
    assert "Nothing has changed yet" in client.get(answer["Location"]).content.decode()


def test_link_of_an_invitation_is_made_again_only_after_a_fresh_second_factor(
    client: Client, administrator: AbstractBaseUser
) -> None:
    invited = User.objects.create_user("kim", is_staff=True)
    _wait_eleven_minutes(client)

    answer = client.post(f"/admin/auth/user/{invited.pk}/invite-again/")

    back = f"%2Fadmin%2Fauth%2Fuser%2F{invited.pk}%2Fchange%2F"
    assert answer["Location"] == f"/staff/2fa/reauthenticate/?next={back}"
    assert not Invitation.objects.exists()
    sign_in(client, administrator)
    assert "/staff/invitation/?code=" in client.post(answer.wsgi_request.path).content.decode()


def test_colleague_is_invited_only_after_a_fresh_second_factor_and_is_typed_once(
    client: Client, administrator: AbstractBaseUser
) -> None:
    page, role = "/admin/auth/user/invite/", Group.objects.get(name=Role.MANAGER)
    _wait_eleven_minutes(client)

    asked = client.post(page, {"username": "kim", "groups": [role.pk]})["Location"]
    assert asked == "/staff/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2Finvite%2F"
    assert not User.objects.filter(username="kim").exists()

    answer = client.post(asked, {"code": totp_code(), "next": page}, follow=True)
    assert answer.context["form"]["username"].value() == "kim"


def test_role_of_a_colleague_changes_only_after_a_fresh_second_factor_and_is_typed_once(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    page = f"/admin/auth/user/{clerk.pk}/change/"
    manager = Group.objects.get(name=Role.MANAGER)
    _wait_eleven_minutes(client)
    asked = f"/staff/2fa/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2F{clerk.pk}%2Fchange%2F"

    assert client.get(page)["Location"] == asked
    answer = client.post(page, {"username": "clerk", "first_name": "Ana", "groups": [manager.pk]})
    assert answer["Location"] == asked
    clerk.refresh_from_db()
    assert clerk.is_active
    assert [role.name for role in clerk.groups.all()] == [Role.FRONT_DESK]

    answer = client.post(asked, {"code": totp_code(), "next": page}, follow=True)
    assert "What you typed before is here again." in html.unescape(answer.content.decode())
    form = answer.context["adminform"].form
    assert (form["first_name"].value(), form["is_active"].value()) == ("Ana", False)
    assert form["groups"].value() == [str(manager.pk)]
    assert [role.name for role in clerk.groups.all()] == [Role.FRONT_DESK]


@pytest.mark.django_db(transaction=True)
def test_typed_changes_are_checked_in_a_transaction_which_a_lock_needs(
    client: Client,
    administrator: AbstractBaseUser,
    clerk: AbstractBaseUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, checked = f"/admin/auth/user/{clerk.pk}/change/", []
    check = accounts.StaffAccountForm.clean

    def noted(form: accounts.StaffAccountForm) -> dict[str, object]:
        checked.append(connection.in_atomic_block)
        return check(form)

    monkeypatch.setattr(accounts.StaffAccountForm, "clean", noted)
    _wait_eleven_minutes(client)
    client.post(page, {"username": "clerk", "first_name": "Ana"})
    sign_in(client, administrator)

    answer = client.get(page)

    assert (answer.status_code, checked) == (200, [True])


@pytest.mark.parametrize("removed", ["factors", "right to sign in"])
def test_administrator_who_ends_their_own_session_is_led_to_sign_in(
    client: Client, person: Callable[..., AbstractBaseUser], removed: str
) -> None:
    person("other", is_superuser=True)
    me = give_app(person("technician", is_superuser=True))
    client.post("/staff/login/", {"login": "technician", "password": PASSWORD})
    client.post("/staff/2fa/authenticate/", {"code": totp_code()})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):  # the session is to be written again
        if removed == "factors":
            sent = {"action": "remove_second_factors", "_selected_action": [me.pk]}
            answer = client.post("/admin/auth/user/", sent)
        else:
            answer = client.post(
                f"/admin/auth/user/{me.pk}/change/", {"username": "technician", "is_superuser": "on"}
            )

    assert answer.status_code == 302
    assert client.get(answer["Location"], follow=True).request["PATH_INFO"] == "/staff/login/"
