"""Record changes to accounts, roles, passwords and second factors in the audit trail.

All functions expect to run inside the caller's transaction. An event without an actor comes from the
command line and is marked as such.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from intake.audit import trail
from intake.enums import AuditKind

#: How the audit trail names what users do to their own factors.
FACTOR_CHANGES = {
    mfa.authenticator_added: "added",
    mfa.authenticator_removed: "removed",
    mfa.authenticator_reset: "replaced",  # new recovery codes
}


def log(kind: AuditKind, user: AbstractBaseUser, actor: AbstractBaseUser | None, **detail: Any) -> None:
    """Record what `actor` (None: the command line) did to the account of `user`."""
    by = {} if actor else {"by": "command_line"}
    trail.record(kind, actor=actor, now=timezone.now(), account=user.pk, **by, **detail)


def roles_of(user: AbstractBaseUser) -> list[str]:
    """Return the slugs of an account's roles, sorted."""
    return sorted(slugify(name) for name in user.groups.values_list("name", flat=True))


def log_roles(user: AbstractBaseUser, actor: AbstractBaseUser | None, before: list[str]) -> None:
    """Record an account's roles if they differ from `before`."""
    after = roles_of(user)
    if after != before:
        log(AuditKind.ROLES, user, actor, before=before, after=after)


def on_factor(
    sender: Any, signal: Signal, user: AbstractBaseUser, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Record what users did to a factor of their own account (allauth signals)."""
    log(AuditKind.FACTOR, user, user, did=FACTOR_CHANGES[signal], type=authenticator.type)


def on_password(sender: Any, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Record that users set or changed their own password (allauth signal)."""
    log(AuditKind.PASSWORD, user, user)
