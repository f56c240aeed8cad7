"""Second factors for tests: TOTP codes, and sessions that have passed both factors."""

from __future__ import annotations

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from clinic_site.accounts.second_factor import mark_passed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def totp_code(secret: str = SECRET, at: float | None = None) -> str:
    """Return the TOTP code (RFC 6238, SHA-1) at a Unix time in seconds, by default now."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def give_app(user: AbstractBaseUser) -> AbstractBaseUser:
    """Activate an authenticator app with SECRET for a user, unless they have one. Return the user."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)
    return user


def sign_in(client: Client, user: AbstractBaseUser) -> Client:
    """Sign a client in as a user who has passed both factors. Return the client."""
    client.force_login(give_app(user), "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    mark_passed(session, user)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def session_key(user: AbstractBaseUser) -> str:
    """Return the key of a new session of a user who has passed both factors."""
    return sign_in(Client(), user).session.session_key
