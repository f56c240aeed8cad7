"""Who may do what: five roles, kept as groups. Nobody deletes, and no role manages accounts.

Technical administrators are superusers without a role: they manage accounts and open no answers.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role; its value is the name of its group."""

    FRONT_DESK = "Front desk", _("Front desk")
    CLINICIAN = "Clinician", _("Clinician")
    MANAGER = "Manager", _("Manager")
    AUDITOR = "Auditor", _("Auditor")
    CONTENT_EDITOR = "Content editor", _("Content editor")


_KNOWN = "_rights_in_intake"
_SETTINGS = {
    f"{act}_{model}"
    for act in ("view", "add", "change")
    for model in ("openinghours", "holiday", "cannedreply", "mailtemplate")
}
_QUEUE = {"view_submission", "change_submission"}
RIGHTS: dict[Role, set[str]] = {
    Role.FRONT_DESK: _QUEUE,
    Role.CLINICIAN: _QUEUE | {"open_answers", "override_safety"},
    Role.MANAGER: _QUEUE
    | {"open_answers", "override_safety", "export_submission", "hold_submission", "view_dashboard"}
    | {"view_outboxmessage", "change_outboxmessage", "view_auditevent"}
    | _SETTINGS,
    Role.AUDITOR: {"view_auditevent"},
    Role.CONTENT_EDITOR: {"view_faqentry", "add_faqentry", "change_faqentry"},
}


def has_right(user: AbstractBaseUser, codename: str) -> bool:
    """Return whether a role of this person has a right in intake; being a superuser is not enough."""
    return codename in rights_of(user)


def rights_of(user: AbstractBaseUser) -> set[str]:
    """Return all rights in intake that the roles of this person give.

    The database is asked once for each instance, which is once for each request.
    """
    if not user.is_active:
        return set()
    known = getattr(user, _KNOWN, None)
    if known is None:
        rights = Permission.objects.filter(content_type__app_label="intake", group__user=user.pk)
        known = set(rights.values_list("codename", flat=True))
        setattr(user, _KNOWN, known)
    return known


def set_roles(sender: Any = None, **kwargs: Any) -> None:
    """Make the groups and give each exactly its rights; runs after every migration.

    In a database that is migrated half-way, rights of models that are not there yet are left out.
    """
    for role, rights in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="intake", codename__in=rights)
        )
