"""Making staff accounts outside the admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from intake.roles import Role

ADMINISTRATOR = "administrator"
# The words for roles on the command line.
ROLES: dict[str, Role | None] = {**{slugify(role.value): role for role in Role}, ADMINISTRATOR: None}


@transaction.atomic
def make_account(username: str, password: str, role: str, email: str = "") -> User:
    """Return a new staff account; `role` is a key of ROLES.

    A technical administrator is a superuser without a role. Raises ValidationError with the
    reasons in words when the name is taken or the password too weak.
    """
    user = User(username=username, email=email, is_staff=True, is_superuser=role == ADMINISTRATOR)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(f"There is an account named {username} already. Choose another name.")
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    if (given := ROLES[role]) is not None:
        user.groups.add(Group.objects.get(name=given.value))
    return user
