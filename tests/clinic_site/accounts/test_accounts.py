"""Staff accounts are created on the command line and in the admin."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from clinic_site.accounts import settings as account_settings
from clinic_site.accounts.staff_accounts import ROLES
from intake.roles import ROLE_SUMMARIES, Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in


@pytest.fixture
def make_staff(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs `make_staff` with a password and returns its output."""

    def make(password: str = PASSWORD, **options: object) -> str:
        monkeypatch.setenv("STAFF_PASSWORD", password)
        out = io.StringIO()
        call_command("make_staff", password_from_env=True, stdout=out, **options)
        return out.getvalue()

    return make


@pytest.mark.parametrize(("word", "role"), ROLES.items())
def test_an_account_has_only_its_role(make_staff: Callable[..., str], word: str, role: Role | None) -> None:
    make_staff(username="sam", role=word)

    sam = User.objects.get()
    groups = [group.name for group in sam.groups.all()]
    assert (sam.is_staff, sam.is_superuser, groups) == (True, role is None, [role.value] if role else [])
    assert sam.check_password(PASSWORD)


def test_the_next_steps_show_a_url_that_works_with_passkeys(
    make_staff: Callable[..., str], settings: Settings
) -> None:
    settings.STAFF_URL = "http://127.0.0.1:8000"

    output = make_staff(username="sam", role="auditor")

    assert "1. Open http://localhost:8000/staff/login/ and sign in." in output


def test_missing_options_are_prompted_for(
    monkeypatch: pytest.MonkeyPatch, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["sam", "unknown", "manager"])
    secret = iter([PASSWORD, "mistyped", PASSWORD, PASSWORD])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    monkeypatch.setattr("getpass.getpass", lambda _: next(secret))

    call_command("make_staff")

    assert User.objects.get(username="sam").groups.get().name == Role.MANAGER
    printed = capsys.readouterr().out
    assert ("Choose one of" in printed, "don't match" in printed) == (True, True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"password": "short"}, "at least 15 characters"),
        ({"password": "sam the careful keeper", "username": "sam the careful"}, "too similar"),
        ({"username": "SAM"}, "An account named SAM already exists"),
    ],
)
def test_an_invalid_account_is_rejected_with_the_reason(
    make_staff: Callable[..., str], changes: dict[str, str], reason: str
) -> None:
    make_staff(username="sam", role="auditor")

    with pytest.raises(CommandError, match=reason):
        make_staff(**({"username": "kim", "role": "auditor"} | changes))
    assert User.objects.count() == 1


def test_a_missing_password_names_the_environment_variable(db: None) -> None:
    with pytest.raises(CommandError, match="STAFF_PASSWORD"):
        call_command("make_staff", username="sam", role="auditor", password_from_env=True)


def test_the_command_line_removes_a_lost_second_factor(clerk: AbstractBaseUser) -> None:
    give_app(clerk)

    call_command("remove_second_factor", "clerk", stdout=io.StringIO())

    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no account named nobody"):
        call_command("remove_second_factor", "nobody")


def test_new_passwords_are_hashed_with_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = account_settings.PASSWORD_HASHERS

    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


@pytest.mark.parametrize(
    ("password", "ok"),
    [
        ("lamp tuesday walnut", True),
        ("lamp walnut tues", True),
        ("lamp walnut tu" * 20, True),
        ("lamp walnut tu", False),
        ("123456789012345", False),
        ("passwordpassword", False),
        ("qwertyuiopasdfghjkl", False),
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("example clinic 2026", False),
    ],
)
def test_passwords_are_judged_by_length_and_guessability(password: str, ok: bool) -> None:
    if ok:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


def test_an_account_created_in_the_admin_is_staff_with_its_role(
    client: Client, nurse: AbstractBaseUser
) -> None:
    sign_in(client, nurse)
    password = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    client.post("/admin/auth/user/add/", {"username": "kim", **password})
    kim = User.objects.get(username="kim")
    auditor = Group.objects.get(name=Role.AUDITOR)
    client.post(
        f"/admin/auth/user/{kim.pk}/change/", {"username": "kim", "is_active": "on", "groups": auditor.pk}
    )

    kim.refresh_from_db()
    assert (kim.is_staff, kim.is_superuser, kim.groups.get()) == (True, False, auditor)


def test_account_page_says_in_words_whether_there_is_a_password(
    client: Client, nurse: AbstractBaseUser
) -> None:
    sign_in(client, nurse)
    new = User.objects.create_user("kim", is_staff=True)

    html = client.get(f"/admin/auth/user/{nurse.pk}/change/").content.decode()

    assert "A password is set. No one can see it." in html
    assert not re.search("argon2|algorithm|salt|hash", html)
    assert "No password yet" in client.get(f"/admin/auth/user/{new.pk}/change/").content.decode()


def test_list_of_accounts_is_titled_people_and_says_who_waits_for_a_password(
    client: Client, nurse: AbstractBaseUser
) -> None:
    User.objects.create_user("kim", is_staff=True)

    html = sign_in(client, nurse).get("/admin/auth/user/").content.decode()

    assert "<h1>People</h1>" in html
    assert re.search(r'kim</a>.*class="field-state">invited', html)


@pytest.mark.usefixtures("administrator")
def test_pages_of_roles_say_in_words_what_each_may_do(client: Client) -> None:
    desk = Group.objects.get(name=Role.FRONT_DESK)

    for path in ("/admin/auth/group/", f"/admin/auth/group/{desk.pk}/change/"):
        page = client.get(path).content.decode()
        assert str(ROLE_SUMMARIES[Role.FRONT_DESK]) in page
        assert "submission" not in page
