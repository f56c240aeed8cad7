"""Roles and their permissions, stored as groups. No role may delete anything or manage accounts.

Administrators are superusers without a role: they manage accounts and can't open answers.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role; the value is the name of its group."""

    FRONT_DESK = "Front desk", _("Front desk")
    CLINICIAN = "Clinician", _("Clinician")
    MANAGER = "Manager", _("Manager")
    AUDITOR = "Auditor", _("Auditor")
    CONTENT_EDITOR = "Content editor", _("Content editor")


#: One line on what each role may do, shown where roles are assigned; docs/staff.md has the details.
ROLE_SUMMARIES: dict[str, str | Promise] = {
    Role.FRONT_DESK: _("works the queue and calls people; can’t see what else they wrote"),
    Role.CLINICIAN: _("works the queue, and sees what people wrote and all notes"),
    Role.MANAGER: _("does what a clinician does, exports, and changes facts, hours and settings"),
    Role.AUDITOR: _("sees the audit trail, nothing else"),
    Role.CONTENT_EDITOR: _("edits common questions, facts, opening hours, notices and pictures"),
}
ADMINISTRATOR_SUMMARY = _("manages accounts; can’t see what people wrote without another role")

_KNOWN = "_rights_in_intake"


def _edit(*models: str) -> set[str]:
    return {f"{act}_{model}" for act in ("view", "add", "change") for model in models}


_CLINIC = _edit(
    *("clinicfacts", "openinghours", "holiday", "person", "treatment", "fee", "plan", "notice", "picture")
)
_APPS = ("clinic", "intake")
_QUEUE = {"view_submission", "change_submission"}
_ANSWERS = _QUEUE | {"open_answers", "override_safety"}
RIGHTS: dict[Role, set[str]] = {
    Role.FRONT_DESK: _QUEUE,
    Role.CLINICIAN: _ANSWERS,
    Role.MANAGER: _ANSWERS
    | {"export_submission", "hold_submission", "erase_submission", "view_dashboard"}
    | {"view_outboxmessage", "change_outboxmessage", "view_auditevent"}
    | _edit("cannedreply", "mailtemplate", "staffaddress")
    | _CLINIC,
    Role.AUDITOR: {"view_auditevent"},
    Role.CONTENT_EDITOR: _edit("faqentry") | _CLINIC,
}


def has_right(user: AbstractBaseUser, codename: str) -> bool:
    """Return whether a role of this user has a permission in our apps; superuser status isn't enough."""
    return codename in rights_of(user)


def rights_of(user: AbstractBaseUser) -> set[str]:
    """Return all permissions in intake and clinic that this user has through roles.

    The result is cached on the instance, so there is one query per request.
    """
    if not user.is_active:
        return set()
    known = getattr(user, _KNOWN, None)
    if known is None:
        rights = Permission.objects.filter(content_type__app_label__in=_APPS, group__user=user.pk)
        known = set(rights.values_list("codename", flat=True))
        setattr(user, _KNOWN, known)
    return known


def set_roles(sender: Any = None, **kwargs: Any) -> None:
    """Create the groups and give each exactly its permissions; runs after every migration.

    In a partially migrated database, permissions of models that don't exist yet are left out.
    """
    for role, rights in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set(
            Permission.objects.filter(content_type__app_label__in=_APPS, codename__in=rights)
        )
