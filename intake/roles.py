"""Who may do what: five roles, kept as groups. Nobody deletes, and no role manages accounts.

Technical administrators are superusers without a role: they manage accounts and open no answers.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role; its value is the name of its group."""

    FRONT_DESK = "Front desk", _("Front desk")
    CLINICIAN = "Clinician", _("Clinician")
    MANAGER = "Manager", _("Manager")
    AUDITOR = "Auditor", _("Auditor")
    CONTENT_EDITOR = "Content editor", _("Content editor")


# Rights that no model brings along; each belongs to submissions.
OWN_RIGHTS = {
    "open_answers": "Can open the answers of a submission",
    "export_submission": "Can export submissions",
    "override_safety": "Can override a safety hold",
    "view_audit": "Can view the audit trail",
}
_QUEUE = {"view_submission", "change_submission"}
RIGHTS: dict[Role, set[str]] = {
    Role.FRONT_DESK: _QUEUE,
    Role.CLINICIAN: _QUEUE | {"open_answers", "override_safety"},
    Role.MANAGER: _QUEUE
    | {"open_answers", "export_submission", "view_outboxmessage", "change_outboxmessage"}
    | {"view_readlogentry"},
    Role.AUDITOR: {"view_readlogentry", "view_audit"},
    Role.CONTENT_EDITOR: {"view_faqentry", "add_faqentry", "change_faqentry"},
}


def may_open_answers(user: AbstractBaseUser) -> bool:
    """Return whether a role of this person opens answers; being a superuser is not enough."""
    return user.is_active and user.groups.filter(permissions__codename="open_answers").exists()


def set_roles(sender: Any = None, **kwargs: Any) -> None:
    """Make the groups and give each exactly its rights; runs after every migration.

    In a database that is migrated half-way, rights of models that are not there yet are left out.
    """
    submission = ContentType.objects.get_for_model(apps.get_model("intake", "Submission"))
    for codename, name in OWN_RIGHTS.items():
        Permission.objects.get_or_create(content_type=submission, codename=codename, defaults={"name": name})
    for role, rights in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="intake", codename__in=rights)
        )
