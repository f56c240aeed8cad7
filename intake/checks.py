"""System checks of intake: what a live site needs and local work does not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from clinic_site import clinic


def register_all() -> None:
    """Register the checks with Django; `manage.py check --deploy` runs them."""
    register(staff_can_be_told, Tags.security, deploy=True)
    register(roles_are_apart, Tags.security, deploy=True)


def staff_can_be_told(**_: Any) -> list[CheckMessage]:
    """Somebody must be named who hears of a new request."""
    if settings.ROLE == "public" or settings.STAFF_EMAIL or clinic.current().callback.staff_email:
        return []
    return [
        Error(
            "Nobody would be told of a new request.",
            hint="Set callback.staff_email in the clinic file, or STAFF_EMAIL.",
            id="intake.E001",
        )
    ]


def roles_are_apart(**_: Any) -> list[CheckMessage]:
    """One process that both faces the public and can open everything is the weaker set-up."""
    if settings.ROLE != "all":
        return []
    return [
        checks.Warning(
            "This process faces the public and holds the private key.",
            hint="Run ROLE=public and ROLE=staff as two services; see docs/decisions.md, 4.",
            id="intake.W001",
        )
    ]
