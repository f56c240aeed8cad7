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

    An administrator is a superuser without a role. Raises ValidationError with everything that
    is wrong: the username, the email address, the password.
    """
    user = User(username=username, email=email, is_staff=True, is_superuser=role == ADMINISTRATOR)
    problems = [*name_problems(username), *email_problems(email)]
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems += error.messages
    if problems:
        raise ValidationError(problems)
    user.set_password(password)
    user.full_clean()
    user.save()
    if (group := ROLES[role]) is not None:
        user.groups.add(Group.objects.get(name=group.value))
    log(AuditKind.ACCOUNT, user, None, did="added", administrator=user.is_superuser)
    log_roles(user, None, before=[])
    return user


def name_problems(username: str) -> list[str]:
    """Return what to do about a username, [] if an account can have it."""
    if not username:
        return ["Enter a username."]
    if User.objects.filter(username__iexact=username).exists():
        return [f"An account named {username} already exists. Choose another name."]
    try:
        User._meta.get_field("username").clean(username, None)
    except ValidationError:
        return ["A username has at most 150 letters, digits and @ . + - _, without spaces."]
    return []


def email_problems(email: str) -> list[str]:
    """Return what to do about an email address, [] if it is valid or empty."""
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError:
        return [f"{email} is not an email address. Give one like name@example.com, or none."]
    return []
