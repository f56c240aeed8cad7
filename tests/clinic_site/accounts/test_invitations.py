"""An administrator invites a colleague with a link that works once, within a day."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.test import Client
from django.utils import timezone

from clinic_site.accounts.invitations import NoSuchInvitation, accept, expired, invite, invite_again, invited
from clinic_site.accounts.models import Invitation
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.roles import ADMINISTRATOR_SUMMARY, ROLE_SUMMARIES, Role
from tests.second_factor import give_app, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons by the mill"
TYPED = {"new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def administrator() -> AbstractBaseUser:
    return User.objects.create_superuser("root", password="a long password for tests")


def _link(administrator: AbstractBaseUser, *roles: Role) -> str:
    groups = Group.objects.filter(name__in=roles or [Role.FRONT_DESK])
    return invite(User(username="ana"), groups, actor=administrator, now=timezone.now())


def _code(link: str) -> str:
    return parse_qs(urlsplit(link).query)["code"][0]


def test_administrator_makes_a_link_and_sees_it_once(client: Client, administrator: AbstractBaseUser) -> None:
    role = Group.objects.get(name=Role.CLINICIAN.value)
    answer = sign_in(client, administrator).post(
        "/admin/auth/user/invite/", {"username": "ana", "groups": [role.pk]}
    )

    [link] = re.findall(r"<code>([^<]+)</code>", answer.content.decode())
    assert invited(_code(link), timezone.now()).get_username() == "ana"
    assert _code(link) not in Invitation.objects.get().code_hash
    assert list(User.objects.get(username="ana").groups.all()) == [role]
    assert set(AuditEvent.objects.values_list("kind", flat=True)) >= {AuditKind.ACCOUNT, AuditKind.ROLES}


def test_inviting_without_a_role_says_what_to_do(client: Client, administrator: AbstractBaseUser) -> None:
    page = sign_in(client, administrator).post("/admin/auth/user/invite/", {"username": "ana"})

    assert "Choose at least one role" in page.content.decode()
    assert not User.objects.filter(username="ana").exists()


@pytest.mark.parametrize("path", ["invite/", "{}/change/"])
def test_each_role_says_what_it_may_do_where_it_is_given(
    client: Client, administrator: AbstractBaseUser, path: str
) -> None:
    page = sign_in(client, administrator).get(f"/admin/auth/user/{path.format(administrator.pk)}")

    said = html.unescape(page.content.decode())
    assert [role for role in Role if f"{role.label}: {ROLE_SUMMARIES[role]}" not in said] == []
    assert f"Administrator: {ADMINISTRATOR_SUMMARY}" in said


def test_others_may_not_invite(client: Client, nurse: AbstractBaseUser) -> None:
    nurse.is_superuser = False
    nurse.save()
    sign_in(client, nurse)

    assert client.get("/admin/auth/user/invite/").status_code == 403
    assert client.post("/admin/auth/user/1/invite-again/").status_code == 403


def test_invited_colleague_sets_a_password_and_goes_on_to_the_second_factor(
    client: Client, administrator: AbstractBaseUser
) -> None:
    link = _link(administrator)
    assert client.get(link).status_code == 200

    answer = client.post("/staff/invitation/", {"code": _code(link), **TYPED})

    assert answer["Location"] == "/staff/2fa/"
    assert client.get("/staff/2fa/totp/activate/").status_code == 200
    assert client.get("/admin/")["Location"] == "/staff/2fa/"  # nothing else opens yet
    assert User.objects.get(username="ana").check_password(PASSWORD)


def test_first_page_afterwards_is_the_example(client: Client, administrator: AbstractBaseUser) -> None:
    link = _link(administrator)
    client.post("/staff/invitation/", {"code": _code(link), **TYPED})
    session = client.session
    session["second_factor_of"] = str(give_app(User.objects.get(username="ana")).pk)
    session.save()

    assert client.get("/admin/")["Location"] == "/admin/intake/example/"
    page = client.get("/admin/intake/example/").content.decode()
    assert "This request is made up" in page
    assert client.get("/admin/")["Location"] == "/admin/intake/submission/"


def test_link_works_once(client: Client, administrator: AbstractBaseUser) -> None:
    code = _code(_link(administrator))
    accept(code, PASSWORD, timezone.now())

    assert client.get("/staff/invitation/", {"code": code}).status_code == 410
    with pytest.raises(NoSuchInvitation):
        accept(code, "another long password", timezone.now())


def test_looking_at_the_page_does_not_use_the_link_up(
    client: Client, administrator: AbstractBaseUser
) -> None:
    link = _link(administrator)

    assert [client.get(link).status_code, client.get(link).status_code] == [200, 200]


def test_link_ends_after_a_day(administrator: AbstractBaseUser) -> None:
    code, now = _code(_link(administrator)), timezone.now()

    assert invited(code, now + dt.timedelta(hours=23)).get_username() == "ana"
    with pytest.raises(NoSuchInvitation):
        invited(code, now + dt.timedelta(hours=24, seconds=1))
    assert expired(now + dt.timedelta(hours=25))[0].count() == 1


def test_deactivated_account_cannot_be_taken_with_its_link(administrator: AbstractBaseUser) -> None:
    code = _code(_link(administrator))
    User.objects.filter(username="ana").update(is_active=False)

    with pytest.raises(NoSuchInvitation):
        accept(code, PASSWORD, timezone.now())


def test_link_ends_when_an_administrator_sets_the_password(administrator: AbstractBaseUser) -> None:
    code, user = _code(_link(administrator)), User.objects.get(username="ana")
    user.set_password(PASSWORD)
    user.save()

    with pytest.raises(NoSuchInvitation):
        accept(code, "another long password", timezone.now())
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_new_link_ends_the_earlier_one(administrator: AbstractBaseUser) -> None:
    first, user = _code(_link(administrator)), User.objects.get(username="ana")
    second = _code(invite_again(user, actor=administrator, now=timezone.now()))

    assert invited(second, timezone.now()) == user
    with pytest.raises(NoSuchInvitation):
        invited(first, timezone.now())


def test_new_link_leaves_that_of_another_colleague(administrator: AbstractBaseUser) -> None:
    other = invite(User(username="bo"), [], actor=administrator, now=timezone.now())
    _link(administrator)
    invite_again(User.objects.get(username="ana"), actor=administrator, now=timezone.now())

    assert invited(_code(other), timezone.now()).get_username() == "bo"


def test_first_password_is_in_the_audit_trail(administrator: AbstractBaseUser) -> None:
    user = accept(_code(_link(administrator)), PASSWORD, timezone.now())

    event = AuditEvent.objects.get(kind=AuditKind.PASSWORD)
    assert (event.actor, event.detail["account"]) == (user, user.pk)


def test_account_in_use_cannot_be_invited_again(administrator: AbstractBaseUser) -> None:
    with pytest.raises(NoSuchInvitation):
        invite_again(administrator, actor=administrator, now=timezone.now())


def test_weak_password_is_refused_and_leaves_the_link_alone(
    client: Client, administrator: AbstractBaseUser
) -> None:
    code = _code(_link(administrator))
    typed = {"new_password1": "short", "new_password2": "short"}

    page = client.post("/staff/invitation/", {"code": code, **typed})

    assert "15" in page.content.decode()
    assert invited(code, timezone.now()).get_username() == "ana"


@pytest.mark.parametrize("code", ["", "wrong", "\x00", "ü" * 50])
def test_wrong_code_gets_a_kind_answer(client: Client, code: str) -> None:
    page = client.get("/staff/invitation/", {"code": code})

    assert page.status_code == 410
    assert "Ask the person who invited you" in page.content.decode()
