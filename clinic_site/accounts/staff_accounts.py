"""Create staff accounts outside the admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from clinic_site.accounts.account_log import log, log_roles
from intake.enums import AuditKind
from intake.roles import Role

ADMINISTRATOR = "administrator"
# Roles by their name on the command line.
ROLES: dict[str, Role | None] = {**{slugify(role.value): role for role in Role}, ADMINISTRATOR: None}


@transaction.atomic
def make_account(username: str, password: str, role: str, email: str = "") -> User:
    """Create and return a staff account; `role` is a key of ROLES.

    A technical administrator is a superuser without a role. Raises ValidationError if the
    username is taken or the password is too weak.
    """
    user = User(username=username, email=email, is_staff=True, is_superuser=role == ADMINISTRATOR)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(f"An account named {username} already exists. Choose another name.")
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    if (group := ROLES[role]) is not None:
        user.groups.add(Group.objects.get(name=group.value))
    log(AuditKind.ACCOUNT, user, None, did="added", administrator=user.is_superuser)
    log_roles(user, None, before=[])
    return user
