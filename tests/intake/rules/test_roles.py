"""Roles are groups whose permissions are defined in code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser, Group, Permission

from intake.models import Submission
from intake.roles import RIGHTS, Role, has_right, set_roles


@pytest.mark.django_db
def test_every_role_is_a_group_with_exactly_its_rights() -> None:
    found = {
        group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()
    }

    assert found == {role.value: rights for role, rights in RIGHTS.items()}


@pytest.mark.django_db
def test_a_manually_changed_permission_is_reset_by_the_next_migration() -> None:
    desk = Group.objects.get(name=Role.FRONT_DESK)
    desk.permissions.set(Permission.objects.filter(codename__in=["open_answers", "delete_user"]))

    set_roles()

    assert set(desk.permissions.values_list("codename", flat=True)) == RIGHTS[Role.FRONT_DESK]


def test_no_role_can_delete_or_manage_accounts() -> None:
    rights = set().union(*RIGHTS.values())

    assert [
        right for right in rights if right.startswith("delete") or right.endswith(("_user", "_group"))
    ] == []


def test_every_custom_permission_belongs_to_a_role() -> None:
    own = {codename for codename, _ in Submission._meta.permissions}

    assert own <= set().union(*RIGHTS.values())


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.FRONT_DESK, False),
        (Role.CLINICIAN, True),
        (Role.MANAGER, True),
        (Role.AUDITOR, False),
        (Role.CONTENT_EDITOR, False),
        (None, False),
    ],
)
def test_answers_open_to_roles_and_not_to_superusers(
    person: Callable[..., AbstractBaseUser], role: Role | None, opens: bool
) -> None:
    assert has_right(person("one", role), "open_answers") is opens
    assert has_right(person("two", role, is_superuser=True), "open_answers") is opens


def test_an_inactive_clinician_cannot_open_answers(person: Callable[..., AbstractBaseUser]) -> None:
    assert has_right(person("gone", Role.CLINICIAN, is_active=False), "open_answers") is False
