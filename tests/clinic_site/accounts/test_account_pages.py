"""Every role at every address below /staff/: each account reaches its own pages, and no one else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from intake.roles import Role
from tests.second_factor import sign_in, totp_code

ADMINISTRATOR, NO_ROLE = "Administrator", "No role"
LOGIN, START, AGAIN = "/staff/login/", "/admin/", "/staff/2fa/reauthenticate/"

# What a signed-in user with an app gets from GET and POST: a status, or where they are redirected. None of
# these pages depends on the role, because none shows or changes anything but the user's own account.
SIGNED_IN: dict[str, tuple[int | str, int | str]] = {
    "account_login": (START, START),
    "account_logout": (200, LOGIN),
    "account_invitation": (410, 410),
    "account_stay": (204, 405),
    "account_reauthenticate": (AGAIN, AGAIN),
    "account_change_password": (200, 200),
    "account_set_password": ("/staff/password/change/", "/staff/password/change/"),
    "mfa_index": (200, 405),
    "mfa_authenticate": (START, START),
    "mfa_reauthenticate": (200, 200),
    "mfa_activate_totp": (AGAIN, AGAIN),
    "mfa_deactivate_totp": (AGAIN, AGAIN),
    "mfa_view_recovery_codes": (404, 405),  # this user has none
    "mfa_generate_recovery_codes": (AGAIN, AGAIN),
    "mfa_download_recovery_codes": (404, 404),
    "mfa_list_webauthn": (200, 405),
    "mfa_add_webauthn": (AGAIN, AGAIN),
    "mfa_reauthenticate_webauthn": (AGAIN, AGAIN),
    "mfa_remove_webauthn": (AGAIN, AGAIN),
    "mfa_edit_webauthn": (AGAIN, AGAIN),
    "mfa_login_webauthn": (START, START),
    "usersessions_list": (200, "/staff/sessions/"),
}
# What others get, where that isn't a redirect to sign-in.
SIGNED_OUT = {"account_login": (200, 200), "account_invitation": (410, 410), "account_stay": (403, 405)}


def _addresses() -> dict[str, str]:
    """Return the path of each address below /staff/ by its name, with 1 as the number of a passkey."""
    [staff] = [each for each in get_resolver().url_patterns if str(each.pattern) == "staff/"]
    return dict(_walk(staff.url_patterns, "/staff/"))


def _walk(entries: list[URLPattern | URLResolver], prefix: str) -> list[tuple[str, str]]:
    found = []
    for entry in entries:
        path = prefix + str(entry.pattern).replace("<int:pk>", "1")
        found += _walk(entry.url_patterns, path) if isinstance(entry, URLResolver) else [(entry.name, path)]
    return found


def _answer(client: Client, method: str, path: str) -> int | str:
    """Return the status, or the path of a redirect."""
    answer = getattr(client, method)(path)
    return answer.get("Location", "").partition("?")[0] or answer.status_code


@pytest.mark.parametrize("who", [*Role, ADMINISTRATOR, NO_ROLE])
def test_every_role_gets_the_same_answer_at_every_account_address(
    person: Callable[..., AbstractBaseUser], who: str
) -> None:
    roles = [who] if who in list(Role) else []
    user = person("sam", *roles, is_superuser=who == ADMINISTRATOR)
    answers = {
        name: tuple(_answer(sign_in(Client(), user), method, path) for method in ("get", "post"))
        for name, path in _addresses().items()
    }

    assert answers == SIGNED_IN


@pytest.mark.django_db
def test_without_signing_in_every_account_address_leads_to_sign_in() -> None:
    addresses = _addresses()
    answers = {
        name: tuple(_answer(Client(), method, path) for method in ("get", "post"))
        for name, path in addresses.items()
    }

    assert answers == dict.fromkeys(addresses, (LOGIN, LOGIN)) | SIGNED_OUT


@pytest.mark.parametrize("action", ["edit", "remove"])
def test_no_one_can_rename_or_remove_a_passkey_of_someone_else(
    person: Callable[..., AbstractBaseUser], action: str
) -> None:
    ana = person("ana", Role.MANAGER)
    key = Authenticator.objects.create(user=ana, type=Authenticator.Type.WEBAUTHN, data={"name": "Ana's"})
    client = sign_in(Client(), person("technician", is_superuser=True))
    client.post(AGAIN, {"code": totp_code()})

    for method in ("get", "post"):
        assert getattr(client, method)(f"/staff/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
