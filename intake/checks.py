"""System checks that apply to a deployed site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import Error as DatabaseError

from clinic_site import clinic


def register_all() -> None:
    """Register the checks with Django; `manage.py check --deploy` runs them."""
    for check in (staff_address_is_set, one_staff_address, roles_are_separate, keys_have_their_files):
        register(check, Tags.security, deploy=True)


def staff_address_is_set(**_: Any) -> list[CheckMessage]:
    """Check that there is an address to notify of new requests."""
    if settings.ROLE == "public" or _staff_addresses():
        return []
    return [
        Error(
            "No one would get mail about a new request.",
            hint="Add a staff address in the admin, or set STAFF_EMAIL.",
            id="intake.E001",
        )
    ]


def _staff_addresses() -> list[str]:
    try:
        return clinic.staff_addresses()
    except DatabaseError:  # no database yet
        address = clinic.first_address()
        return [address] if address else []


def one_staff_address(**_: Any) -> list[CheckMessage]:
    """Warn if the settings and the clinic file name different addresses: only one is used."""
    in_clinic_file = clinic.of_file().callback.staff_email
    if not (settings.STAFF_EMAIL and in_clinic_file) or in_clinic_file == settings.STAFF_EMAIL:
        return []
    return [
        checks.Warning(
            "STAFF_EMAIL and callback.staff_email of the clinic file name different addresses.",
            hint=f"{clinic.first_address()} is used until an address is saved in the admin.",
            id="intake.W003",
        )
    ]


def roles_are_separate(**_: Any) -> list[CheckMessage]:
    """Warn if one process both serves the public and can open every request."""
    if settings.ROLE != "all":
        return []
    return [
        checks.Warning(
            "This process serves the public and can read the private key.",
            hint="Run ROLE=public and ROLE=staff as two services; see docs/decisions.md, 5.",
            id="intake.W001",
        )
    ]


def keys_have_their_files(**_: Any) -> list[CheckMessage]:
    """Check that backups have their keys, and warn about keys derived from the index key."""
    if settings.ROLE == "public":
        return []
    backups = ("BACKUP_RECIPIENTS_FILE", "BACKUP_SIGNING_KEY_FILE", "BACKUP_VERIFY_KEYS_FILE")
    derived = ("AUDIT_KEY_FILE", "FACTOR_KEY_FILE", "ROW_MAC_KEY_FILE")
    hint = "Run manage.py split_keys once; it prints the settings."
    found: list[CheckMessage] = []
    if missing := [name for name in backups if getattr(settings, name) is None]:
        found.append(
            Error(f"No backup can be made without {', '.join(missing)}.", hint=hint, id="intake.E002")
        )
    if missing := [name for name in derived if getattr(settings, name) is None]:
        text = f"{', '.join(missing)} not set: these keys are derived from the index key."
        found.append(checks.Warning(text, hint=hint, id="intake.W002"))
    return found
