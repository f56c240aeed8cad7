"""Invite a colleague: an account without a password, and a link that sets one within a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from clinic_site.accounts.account_log import log, log_roles
from clinic_site.accounts.models import Invitation
from clinic_site.accounts.sessions import end_sessions
from intake.enums import AuditKind

LIFETIME = dt.timedelta(days=1)


class NoSuchInvitation(Exception):
    """The code is unknown, used or expired, or its account has a password already."""


@transaction.atomic
def invite(user: User, roles: Iterable[Group], *, actor: AbstractBaseUser, now: dt.datetime) -> str:
    """Store a new account without a password, and return the link that invites its owner."""
    user.is_staff = True
    user.set_unusable_password()
    user.save()
    user.groups.set(roles)
    log(AuditKind.ACCOUNT, user, actor, did="invited", administrator=user.is_superuser)
    log_roles(user, actor, before=[])
    return _new_link(user, now)


@transaction.atomic
def invite_again(user: AbstractBaseUser, *, actor: AbstractBaseUser, now: dt.datetime) -> str:
    """Return a new link for an account without a password; earlier links no longer work.

    Raises NoSuchInvitation for an account that is inactive or has a password.
    """
    if user.has_usable_password() or not user.is_active:
        raise NoSuchInvitation
    Invitation.objects.filter(account=user, used_at=None).delete()
    log(AuditKind.ACCOUNT, user, actor, did="invited_again")
    return _new_link(user, now)


def invited(code: str, now: dt.datetime) -> AbstractBaseUser:
    """Return the account that a code invites. Raises NoSuchInvitation."""
    found = _open(code, now).select_related("account").first()
    if found is None:
        raise NoSuchInvitation
    return found.account


@transaction.atomic
def accept(code: str, password: str, now: dt.datetime) -> AbstractBaseUser:
    """Set the first password of the invited account, mark the code as used, and return the account.

    The password is expected to be valid. Raises NoSuchInvitation.
    """
    user = invited(code, now)
    if not _open(code, now).update(used_at=now):
        raise NoSuchInvitation
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    log(AuditKind.PASSWORD, user, user)
    return user


def expired(now: dt.datetime) -> list[QuerySet[Invitation]]:
    """Return the invitations that have expired."""
    return [Invitation.objects.filter(expires_at__lte=now)]


def _new_link(user: AbstractBaseUser, now: dt.datetime) -> str:
    code = secrets.token_urlsafe(24)
    Invitation.objects.create(account=user, code_hash=_hash(code), expires_at=now + LIFETIME)
    return f"{settings.STAFF_URL}{reverse('account_invitation')}?code={code}"


def _open(code: str, now: dt.datetime) -> QuerySet[Invitation]:
    # An administrator may have set a password by hand, which a link must not replace.
    return Invitation.objects.filter(
        code_hash=_hash(code),
        used_at=None,
        expires_at__gt=now,
        account__is_active=True,
        account__password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
