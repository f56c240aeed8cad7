"""Changes to accounts, roles, passwords, second factors and answers are in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, Group
from django.core.management import call_command
from django.test import Client

from clinic_site.accounts.staff_accounts import make_account
from intake.audit.verification import verify
from intake.enums import AuditKind
from intake.models import AuditEvent
from intake.roles import Role
from tests.conftest import PASSWORD
from tests.second_factor import give_app, sign_in

NEW = "velvet tugboat anthem seven"
Person = Callable[..., AbstractBaseUser]


def _events() -> list[tuple]:
    events = AuditEvent.objects.order_by("pk")
    assert verify().error == ""
    return [(event.actor and event.actor.get_username(), event.kind, event.detail) for event in events]


def _form_data(user: AbstractBaseUser, **changes: object) -> dict[str, object]:
    return {"username": user.get_username(), "is_active": "on"} | changes


def test_changing_a_role_is_recorded_once(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    manager = Group.objects.get(name=Role.MANAGER)
    url = f"/admin/auth/user/{clerk.pk}/change/"
    client.post(url, _form_data(clerk, groups=[manager.pk]))
    client.post(url, _form_data(clerk, groups=[manager.pk]))

    detail = {"account": clerk.pk, "before": ["front-desk"], "after": ["manager"]}
    assert _events() == [("technician", AuditKind.ROLES, detail)]


def test_deactivating_an_account_is_recorded(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    desk = Group.objects.get(name=Role.FRONT_DESK)
    client.post(
        f"/admin/auth/user/{clerk.pk}/change/", {"username": clerk.get_username(), "groups": [desk.pk]}
    )

    ((who, kind, detail),) = _events()
    assert (who, kind, detail["fields"], detail["active"]) == ("technician", "account", ["is_active"], False)


def test_removing_the_factors_of_another_user_is_recorded(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    give_app(clerk)
    client.post("/admin/auth/user/", {"action": "remove_second_factors", "_selected_action": [clerk.pk]})
    call_command("remove_second_factor", clerk.get_username())

    removed = {"account": clerk.pk, "did": "removed", "type": "all"}
    assert _events() == [
        ("technician", AuditKind.FACTOR, removed),
        (None, AuditKind.FACTOR, removed | {"by": "command_line"}),
    ]


def test_setting_the_password_of_another_user_is_recorded(
    client: Client, administrator: AbstractBaseUser, clerk: AbstractBaseUser
) -> None:
    client.post(
        f"/admin/auth/user/{clerk.pk}/password/",
        {"usable_password": "true", "password1": NEW, "password2": NEW},
    )

    assert _events() == [("technician", AuditKind.PASSWORD, {"account": clerk.pk})]


def test_changing_your_own_password_is_recorded(client: Client, clerk: AbstractBaseUser) -> None:
    sign_in(client, clerk)
    client.post("/staff/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert _events() == [("clerk", AuditKind.PASSWORD, {"account": clerk.pk})]


def test_an_account_created_on_the_command_line_is_recorded_as_such(db: None) -> None:
    user = make_account("nell", NEW, "clinician")

    own = {"account": user.pk, "by": "command_line"}
    assert _events() == [
        (None, AuditKind.ACCOUNT, own | {"did": "added", "administrator": False}),
        (None, AuditKind.ROLES, own | {"before": [], "after": ["clinician"]}),
    ]


def test_publishing_an_answer_is_recorded_without_its_text(client: Client, person: Person) -> None:
    sign_in(client, person("ed", Role.CONTENT_EDITOR))
    client.post(
        "/admin/intake/faqentry/add/",
        {
            "question": "A ride?",
            "slug": "ride",
            "topic": "t",
            "language": "en",
            "order": "1",
            "answer": "Yes.",
            "published": "on",
        },
    )

    ((who, kind, detail),) = _events()
    assert (who, kind, detail["published"]) == ("ed", AuditKind.ANSWER, True)
    assert "Yes." not in str(detail)
